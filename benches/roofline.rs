//! What this machine can do at most, and what a window of the encoder asks of it.
//!
//! `cargo run --release --features stages --bin roofline -- MODEL_DIR [avx512vnni|avx2]` measures the arithmetic units (products of
//! int8, int16 and f32, summed) and the reading of memory, on one thread and on two, and prints a line of JSON. A figure is the
//! best of several runs. Holds: the arithmetic touches nothing but registers, and the reading computes nothing but a sum.
// What is compiled for an extension of the processor can only be called so; each call stands behind a question to the processor.
#![allow(unsafe_code)]

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use serde_json::{Map, Value, json};

/// Sums that grow side by side: enough to hide the time until one is ready, and few enough for 16 registers.
const CHAINS: usize = 12;
const RUNS: usize = 7;
/// Seconds of one measurement, about.
const SECONDS: f64 = 0.05;
const THREADS: [usize; 2] = [1, 2];
const TOKENS: [u64; 6] = [16, 32, 64, 128, 256, 512];
/// Far more than any cache, and about the encoder's weights, which one may hold.
const BUFFERS: [(&str, usize); 2] = [("memory", 256 << 20), ("weights", 10 << 20)];

/// One kind of arithmetic: what it is called, the additions and multiplications of a round, and the rounds.
struct Unit {
    name: &'static str,
    operations: u64,
    run: fn(u64),
}

#[cfg(target_arch = "x86_64")]
mod units {
    use std::arch::x86_64::{
        _mm256_add_epi32, _mm256_fmadd_ps, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi8,
        _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_ps, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32,
        _mm512_fmadd_ps, _mm512_set1_epi8, _mm512_set1_epi16, _mm512_set1_epi32, _mm512_set1_ps,
    };
    use std::array::from_fn;
    use std::hint::black_box;

    use super::{CHAINS, Unit};

    /// The units of an extension, where the processor has it; the widest where none is named.
    pub fn of(extension: Option<&str>) -> Option<(&'static str, [Unit; 3])> {
        let features = [
            ("avx512vnni", is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512vnni")),
            ("avx2", is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")),
        ];
        let found = features.into_iter().find(|(name, has)| *has && extension.is_none_or(|wanted| wanted == *name))?.0;
        let unit = |name, lanes: u64, run| Unit { name, operations: 2 * lanes * CHAINS as u64, run };
        // SAFETY, of every call: `found` is an extension that this processor said to have.
        let units: [Unit; 3] = match found {
            "avx512vnni" => [
                unit("int8", 64, |rounds| unsafe { int8_vnni(rounds) }),
                unit("int16", 32, |rounds| unsafe { int16_vnni(rounds) }),
                unit("f32", 16, |rounds| unsafe { f32_wide(rounds) }),
            ],
            _ => [
                unit("int8", 32, |rounds| unsafe { int8(rounds) }),
                unit("int16", 16, |rounds| unsafe { int16(rounds) }),
                unit("f32", 8, |rounds| unsafe { f32(rounds) }),
            ],
        };
        Some((found, units))
    }

    /// Where each sum starts: all different, else the compiler would see that they stay the same.
    fn start(chain: usize) -> i32 {
        black_box(i32::try_from(chain).unwrap_or_default())
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    fn int8_vnni(rounds: u64) {
        let (a, b) = (_mm512_set1_epi8(black_box(3)), _mm512_set1_epi8(black_box(2)));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm512_set1_epi32(start(chain)));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm512_dpbusd_epi32(*sum, a, b);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    fn int16_vnni(rounds: u64) {
        let (a, b) = (_mm512_set1_epi16(black_box(3)), _mm512_set1_epi16(black_box(2)));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm512_set1_epi32(start(chain)));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm512_dpwssd_epi32(*sum, a, b);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx512f")]
    fn f32_wide(rounds: u64) {
        let (a, b) = (_mm512_set1_ps(black_box(0.5)), _mm512_set1_ps(black_box(0.25)));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm512_set1_ps(f32::from_bits(start(chain).unsigned_abs())));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(a, b, *sum);
            }
        }
        black_box(sums);
    }

    // AVX2 has no instruction that multiplies and adds up: the products of a round are those of the sums so far, which no
    // compiler can take out of the loop.
    #[target_feature(enable = "avx2")]
    fn int8(rounds: u64) {
        let (b, ones) = (_mm256_set1_epi8(black_box(2)), _mm256_set1_epi16(black_box(1)));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm256_set1_epi32(start(chain)));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(_mm256_maddubs_epi16(*sum, b), ones));
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2")]
    fn int16(rounds: u64) {
        let b = _mm256_set1_epi16(black_box(2));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm256_set1_epi32(start(chain)));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(*sum, b));
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2,fma")]
    fn f32(rounds: u64) {
        let (a, b) = (_mm256_set1_ps(black_box(0.5)), _mm256_set1_ps(black_box(0.25)));
        let mut sums: [_; CHAINS] = from_fn(|chain| _mm256_set1_ps(f32::from_bits(start(chain).unsigned_abs())));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(a, b, *sum);
            }
        }
        black_box(sums);
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod units {
    /// None: this program knows the units of `x86_64` only.
    pub fn of(_: Option<&str>) -> Option<(&'static str, [super::Unit; 3])> {
        None
    }
}

/// Seconds until every thread has done the work once, the threads starting together; the best of several runs.
fn best(threads: usize, work: &(dyn Fn(usize) + Sync)) -> f64 {
    let run = || {
        let barrier = Barrier::new(threads);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|thread| {
                    let barrier = &barrier;
                    scope.spawn(move || {
                        barrier.wait();
                        let began = Instant::now();
                        work(thread);
                        began.elapsed().as_secs_f64()
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or(f64::INFINITY)).fold(0.0, f64::max)
        })
    };
    (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// Operations a second of a unit, on so many threads.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn arithmetic(unit: &Unit, threads: usize) -> f64 {
    let trial = 1 << 20;
    let rounds = (SECONDS / best(1, &|_| (unit.run)(trial)) * trial as f64) as u64;
    (unit.operations * rounds * threads as u64) as f64 / best(threads, &|_| (unit.run)(rounds))
}

/// Bytes a second that are read out of buffers of a size, one for each thread.
#[allow(clippy::cast_precision_loss)]
fn reading(bytes: usize, threads: usize) -> f64 {
    let buffers: Vec<Vec<u64>> = (0..threads as u64).map(|thread| vec![thread + 1; bytes / 8]).collect();
    let passes = (256 << 20) / bytes;
    let seconds = best(threads, &|thread| {
        for _ in 0..passes {
            // Eight sums, so that adding up is never what takes the time.
            let mut sums = [0_u64; 8];
            for chunk in black_box(&buffers[thread]).chunks_exact(8) {
                sums.iter_mut().zip(chunk).for_each(|(sum, value)| *sum = sum.wrapping_add(*value));
            }
            black_box(sums);
        }
    });
    (bytes * passes * threads) as f64 / seconds
}

/// What one window asks: products and sums of the linear layers and of attention, weights to read, exponentials and GELUs.
fn window(tokens: u64, [layers, hidden, intermediate, heads]: [u64; 4]) -> Value {
    let weights = layers * (4 * hidden * hidden + 2 * hidden * intermediate);
    json!({
        "tokens": tokens,
        "linear_operations": 2 * weights * tokens,
        "attention_operations": 2 * 2 * layers * hidden * tokens * tokens,
        "weight_bytes": weights,
        "exponentials": layers * heads * tokens * tokens,
        "gelus": layers * intermediate * tokens,
    })
}

/// Sizes of the encoder: layers, hidden, intermediate, heads.
fn sizes(folder: &str) -> Option<[u64; 4]> {
    let config: Value = serde_json::from_slice(&fs::read(PathBuf::from(folder).join("config.json")).ok()?).ok()?;
    let encoder = |name: &str| config["encoder"][name].as_u64();
    Some([encoder("layers")?, config["hidden"].as_u64()?, encoder("intermediate")?, encoder("attention_heads")?])
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(sizes) = arguments.first().and_then(|folder| sizes(folder)) else {
        eprintln!("usage: roofline MODEL_DIR [avx512vnni|avx2], with the encoder's sizes in MODEL_DIR/config.json");
        return ExitCode::from(2);
    };
    let Some((extension, units)) = units::of(arguments.get(1).map(String::as_str)) else {
        eprintln!("roofline: this processor has no such extension: avx512vnni and avx2 are known");
        return ExitCode::from(2);
    };
    let peaks: Map<String, Value> = THREADS
        .into_iter()
        .map(|threads| {
            let mut peaks: Map<String, Value> =
                units.iter().map(|unit| (unit.name.to_owned(), arithmetic(unit, threads).into())).collect();
            peaks.extend(BUFFERS.map(|(name, bytes)| (name.to_owned(), reading(bytes, threads).into())));
            (threads.to_string(), peaks.into())
        })
        .collect();
    let windows = TOKENS.map(|tokens| window(tokens, sizes));
    println!("{}", json!({ "extension": extension, "peaks": peaks, "windows": windows }));
    ExitCode::SUCCESS
}

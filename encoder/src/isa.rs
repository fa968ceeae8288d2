//! What differs between processors: exact integer products, and code compiled for what the processor has.
//!
//! Enters: rows of quantized activations and packed weights. Leaves: i32 sums of products. Holds: integer sums are exact,
//! so every instruction set gives the same numbers; floating-point code is the same source for all, with a
//! fixed order of operations, so it gives the same bits.
//!
//! This is the one file with `unsafe`. The need, measured: a window of 512 tokens takes `MiniLM` 5.4 billion int8 products, for which a compiler finds no
//! `vpdpbusd`; docs/performance.md has the runtimes side by side. Every pointer is taken from a slice whose length is checked just before.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm256_setzero_si256, _mm256_storeu_si256, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32,
    _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512,
};

/// Columns that one vector of the widest instruction set holds.
pub const LANES: usize = 16;

/// An instruction set that this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Plain Rust, the oracle of the others.
    Portable,
    /// AVX2 and FMA: two bytes' products at a time in 16 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// AVX-512 with VNNI: four bytes' products at a time in 32 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// Plain Rust.
    pub const PORTABLE: Self = Self(Kind::Portable);

    /// Those that this processor has, the slowest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut found = vec![Self::PORTABLE];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni");
            found.extend(avx2.then_some(Self(Kind::Avx2)));
            found.extend((avx2 && avx512).then_some(Self(Kind::Avx512)));
        }
        found
    }

    /// The fastest that this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::PORTABLE)
    }

    /// Its name: `portable`, `avx2` or `avx512-vnni`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512-vnni",
        }
    }

    /// Runs code that the compiler may turn into this instruction set. What `code` calls must be marked for inlining.
    #[inline]
    pub(crate) fn run<R>(self, code: impl FnOnce() -> R) -> R {
        match self.0 {
            Kind::Portable => code(),
            // SAFETY: an `Isa` other than the portable one comes from `available`, which asked the processor.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { compiled_for_avx2(code) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { compiled_for_avx512(code) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn compiled_for_avx2<R>(code: impl FnOnce() -> R) -> R {
    code()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")]
fn compiled_for_avx512<R>(code: impl FnOnce() -> R) -> R {
    code()
}

/// Rows of products' sums: row `r` begins at `r * stride`.
pub(crate) struct Sums<'a> {
    /// The sums.
    pub values: &'a mut [i32],
    /// From one row to the next.
    pub stride: usize,
}

/// `sums[r][c] = Σ rows[r][k] · panel[k][c]` over bytes: activations u8 `[rows, depth]` by weights i8, a panel of `V * 16` columns.
///
/// `depth` is a multiple of 4; a weight is at most 64 in size, so that two products fit 16 bits.
#[inline]
pub(crate) fn bytes<const V: usize>(isa: Isa, rows: &[u8], depth: usize, panel: &[i8], sums: Sums<'_>) {
    checked::<u8, i8, V, BYTES>(isa, rows, depth, panel, sums);
}

/// The same with the signs turned: rows i8 of size 64 at most, by a panel u8.
#[inline]
pub(crate) fn turned_bytes<const V: usize>(isa: Isa, rows: &[i8], depth: usize, panel: &[u8], sums: Sums<'_>) {
    checked::<i8, u8, V, TURNED>(isa, rows, depth, panel, sums);
}

/// The same over 16-bit numbers, `depth` a multiple of 2. The caller sees to it that no sum leaves i32.
#[inline]
pub(crate) fn words<const V: usize>(isa: Isa, rows: &[i16], depth: usize, panel: &[i16], sums: Sums<'_>) {
    checked::<i16, i16, V, WORDS>(isa, rows, depth, panel, sums);
}

/// Checks that rows and panel are as long as they should be, and multiplies them.
#[inline]
fn checked<A, B, const V: usize, const KIND: u8>(isa: Isa, rows: &[A], depth: usize, panel: &[B], sums: Sums<'_>) {
    const { assert!(size_of::<A>() == size_of::<B>()) };
    let group = 4 / size_of::<A>();
    assert!(depth.is_multiple_of(group) && panel.len() == depth * V * LANES && rows.len().is_multiple_of(depth));
    let of = Product { rows: rows.as_ptr().cast(), panel: panel.as_ptr().cast(), steps: depth / group };
    // SAFETY: a step is four bytes of both slices, whose lengths were checked.
    unsafe { product::<V, KIND>(isa, of, rows.len() / depth, sums) };
}

/// What a step of four bytes is, by number, for the processor's instructions.
const BYTES: u8 = 0;
const WORDS: u8 = 1;
const TURNED: u8 = 2;

/// Two factors in steps of four bytes: rows one after another; the panel step by step, column by column.
#[derive(Clone, Copy)]
struct Product {
    rows: *const u8,
    panel: *const u8,
    steps: usize,
}

/// All rows by one panel.
///
/// # Safety
/// `count` rows and a panel of `V * 16` columns, each of `steps` steps, can be read.
#[inline]
unsafe fn product<const V: usize, const KIND: u8>(isa: Isa, of: Product, count: usize, sums: Sums<'_>) {
    let Sums { values, stride } = sums;
    assert!(stride >= V * LANES && values.len() + stride >= count * stride + V * LANES, "sums are too short");
    let mut row = 0;
    while row < count {
        let left = count - row;
        // SAFETY: `row` is below `count`, and the last row's columns end inside `values`.
        let (of, out) =
            unsafe { (Product { rows: of.rows.add(row * of.steps * 4), ..of }, values.as_mut_ptr().add(row * stride)) };
        row += match isa.0 {
            // SAFETY: at least one row is left.
            Kind::Portable => unsafe { portable::<V, KIND>(of, out) },
            // SAFETY: the processor has AVX2, and as many rows are left as a tile takes.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe {
                match left {
                    1 => avx2::<1, V, KIND>(of, out, stride),
                    2 => avx2::<2, V, KIND>(of, out, stride),
                    3 => avx2::<3, V, KIND>(of, out, stride),
                    _ => avx2::<4, V, KIND>(of, out, stride),
                }
            },
            // SAFETY: the processor has AVX-512 VNNI, and as many rows are left as a tile takes.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                match left {
                    1 => avx512::<1, V, KIND>(of, out, stride),
                    2 => avx512::<2, V, KIND>(of, out, stride),
                    3 => avx512::<3, V, KIND>(of, out, stride),
                    4 => avx512::<4, V, KIND>(of, out, stride),
                    5 => avx512::<5, V, KIND>(of, out, stride),
                    12.. if V == 2 => avx512::<12, V, KIND>(of, out, stride),
                    _ => avx512::<6, V, KIND>(of, out, stride),
                }
            },
        };
    }
}

/// One row in plain Rust; gives how many rows it did.
///
/// # Safety
/// One row and the panel can be read, `V * 16` sums written.
unsafe fn portable<const V: usize, const KIND: u8>(of: Product, out: *mut i32) -> usize {
    let columns = V * LANES;
    let mut sums = [[0_i32; LANES]; V];
    for step in 0..of.steps {
        // SAFETY: a step of the row and one of every column are inside what can be read.
        let (row, panel) = unsafe {
            let row = of.rows.add(step * 4).cast::<[u8; 4]>().read();
            (row, std::slice::from_raw_parts(of.panel.add(step * columns * 4).cast::<[u8; 4]>(), columns))
        };
        for (sum, column) in sums.as_flattened_mut().iter_mut().zip(panel) {
            *sum += match KIND {
                WORDS => pair(row, *column),
                TURNED => quad(*column, row),
                _ => quad(row, *column),
            };
        }
    }
    for (column, sum) in sums.as_flattened().iter().enumerate() {
        // SAFETY: `V * 16` sums can be written.
        unsafe { out.add(column).write(*sum) };
    }
    1
}

#[inline]
fn quad(row: [u8; 4], column: [u8; 4]) -> i32 {
    row.iter().zip(column).map(|(x, w)| i32::from(*x) * i32::from(w.cast_signed())).sum()
}

#[inline]
fn pair(row: [u8; 4], column: [u8; 4]) -> i32 {
    let word = |of: [u8; 4], at: usize| i32::from(i16::from_ne_bytes([of[at], of[at + 1]]));
    word(row, 0) * word(column, 0) + word(row, 2) * word(column, 2)
}

/// `M` rows with AVX2; gives `M`.
///
/// # Safety
/// The processor has AVX2; `M` rows and the panel can be read, `M` rows of `V * 16` sums written.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<const M: usize, const V: usize, const KIND: u8>(of: Product, out: *mut i32, stride: usize) -> usize {
    let (ones, row_bytes) = (_mm256_set1_epi16(1), of.steps * 4);
    for half in 0..V {
        let mut sums = [[_mm256_setzero_si256(); 2]; M];
        for step in 0..of.steps {
            // SAFETY: inside the panel: vector `half` of step `step`, in two halves of 8 columns.
            let weights: [__m256i; 2] = unsafe {
                let at = of.panel.add((step * V + half) * LANES * 4).cast();
                [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))]
            };
            for (row, sums) in sums.iter_mut().enumerate() {
                // SAFETY: step `step` of one of `M` rows.
                let x = unsafe { of.rows.add(row * row_bytes + step * 4).cast::<i32>().read_unaligned() };
                let x = _mm256_set1_epi32(x);
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    let products = match KIND {
                        WORDS => _mm256_madd_epi16(x, weight),
                        TURNED => _mm256_madd_epi16(_mm256_maddubs_epi16(weight, x), ones),
                        _ => _mm256_madd_epi16(_mm256_maddubs_epi16(x, weight), ones),
                    };
                    *sum = _mm256_add_epi32(*sum, products);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (quarter, sum) in sums.iter().enumerate() {
                // SAFETY: inside row `row` of the sums.
                unsafe { _mm256_storeu_si256(out.add(row * stride + half * LANES + quarter * 8).cast(), *sum) };
            }
        }
    }
    M
}

/// `M` rows with AVX-512 VNNI; gives `M`.
///
/// # Safety
/// The processor has AVX-512 VNNI; `M` rows and the panel can be read, `M` rows of `V * 16` sums written.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn avx512<const M: usize, const V: usize, const KIND: u8>(of: Product, out: *mut i32, stride: usize) -> usize {
    let row_bytes = of.steps * 4;
    let mut sums = [[_mm512_setzero_si512(); V]; M];
    for step in 0..of.steps {
        let mut weights: [__m512i; V] = [_mm512_setzero_si512(); V];
        for (vector, weights) in weights.iter_mut().enumerate() {
            // SAFETY: inside the panel: vector `vector` of step `step`.
            *weights = unsafe { _mm512_loadu_si512(of.panel.add((step * V + vector) * LANES * 4).cast()) };
        }
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: step `step` of one of `M` rows.
            let x = unsafe { of.rows.add(row * row_bytes + step * 4).cast::<i32>().read_unaligned() };
            let x = _mm512_set1_epi32(x);
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = match KIND {
                    WORDS => _mm512_dpwssd_epi32(*sum, x, weight),
                    TURNED => _mm512_dpbusd_epi32(*sum, weight, x),
                    _ => _mm512_dpbusd_epi32(*sum, x, weight),
                };
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        for (vector, sum) in sums.iter().enumerate() {
            // SAFETY: inside row `row` of the sums.
            unsafe { _mm512_storeu_si512(out.add(row * stride + vector * LANES).cast(), *sum) };
        }
    }
    M
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The sums as the definition has them, in 64 bits.
    fn by_definition<const V: usize>(rows: &[i64], depth: usize, columns: &[i64]) -> Vec<i32> {
        let width = V * LANES;
        let sum = |row: &[i64], column: usize| {
            row.iter().zip(columns[column..].iter().step_by(width)).map(|(x, w)| x * w).sum()
        };
        rows.chunks(depth)
            .flat_map(|row| (0..width).map(move |column| sum(row, column)))
            .map(|sum: i64| sum as i32)
            .collect()
    }

    /// `[depth, width]` to the order of a panel: `group` rows of a column beside each other.
    fn packed<T: Copy>(columns: &[T], width: usize, group: usize) -> Vec<T> {
        let steps = columns.chunks(width * group);
        steps
            .flat_map(|step| (0..width).flat_map(move |column| (0..group).map(move |row| step[row * width + column])))
            .collect()
    }

    /// Numbers between two ends, which are drawn often: there sums overflow first.
    fn draw(state: &mut u64, count: usize, [least, greatest]: [i64; 2]) -> Vec<i64> {
        let mut next = || {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match *state >> 61 {
                0 => least,
                1 => greatest,
                _ => least + (*state >> 33) as i64 % (greatest - least + 1),
            }
        };
        (0..count).map(|_| next()).collect()
    }

    /// Draws two factors and compares their product with the definition; `multiply` gets them as they are, `group` numbers to a step.
    fn check<const V: usize>(
        rows: usize,
        [depth, group]: [usize; 2],
        ends: [[i64; 2]; 2],
        state: &mut u64,
        multiply: impl Fn(Isa, &[i64], &[i64], Sums<'_>),
    ) {
        let (width, stride) = (V * LANES, V * LANES + 16);
        let (left, right) = (draw(state, rows * depth, ends[0]), draw(state, depth * width, ends[1]));
        for isa in Isa::available() {
            let mut values = vec![7; rows * stride];
            multiply(isa, &left, &packed(&right, width, group), Sums { values: &mut values, stride });
            let found: Vec<i32> = values.chunks(stride).flat_map(|row| &row[..width]).copied().collect();
            assert_eq!(found, by_definition::<V>(&left, depth, &right), "{}", isa.name());
            let rest = values.chunks(stride).flat_map(|row| &row[width..]);
            assert!(rest.copied().all(|value| value == 7), "{} wrote outside", isa.name());
        }
    }

    fn check_all<const V: usize>(rows: usize, steps: usize, seed: u64) {
        let (depth, state) = (steps * 4, &mut (seed | 1));
        check::<V>(rows, [depth, 4], [[0, 255], [-64, 64]], state, |isa, left, right, sums| {
            let (left, right): (Vec<u8>, Vec<i8>) =
                (left.iter().map(|x| *x as u8).collect(), right.iter().map(|x| *x as i8).collect());
            bytes::<V>(isa, &left, depth, &right, sums);
        });
        check::<V>(rows, [depth, 4], [[-64, 64], [0, 255]], state, |isa, left, right, sums| {
            let (left, right): (Vec<i8>, Vec<u8>) =
                (left.iter().map(|x| *x as i8).collect(), right.iter().map(|x| *x as u8).collect());
            turned_bytes::<V>(isa, &left, depth, &right, sums);
        });
        check::<V>(rows, [steps * 2, 2], [[-4000, 4000], [-4000, 4000]], state, |isa, left, right, sums| {
            let words_of = |of: &[i64]| of.iter().map(|x| *x as i16).collect::<Vec<_>>();
            words::<V>(isa, &words_of(left), steps * 2, &words_of(right), sums);
        });
    }

    proptest! {
        #[test]
        fn every_instruction_set_gives_the_sums_of_the_definition(rows in 1_usize..30, steps in 1_usize..60, seed: u64) {
            check_all::<2>(rows, steps, seed);
            check_all::<4>(rows, steps, seed);
        }
    }

    #[test]
    #[should_panic(expected = "sums are too short")]
    fn room_that_is_too_short_is_refused() {
        bytes::<2>(Isa::best(), &[0; 8], 4, &[0; 128], Sums { values: &mut [0; 63], stride: 32 });
    }

    #[test]
    #[should_panic(expected = "panel.len() == depth")]
    fn a_panel_that_is_too_short_is_refused() {
        words::<2>(Isa::best(), &[0; 4], 2, &[0; 63], Sums { values: &mut [0; 64], stride: 32 });
    }
}

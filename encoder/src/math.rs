//! Floating-point pieces of the pass over one row, in a fixed order of operations.
//!
//! Holds: sums are taken in 16 lanes that are added up in one fixed order, products and sums are fused where written so, and no function of
//! a mathematical library is called; so the result is the same to the last bit for every instruction set. Everything here is to be run inside
//! [`crate::isa::Isa::run`], which compiles it for the processor.

use crate::isa::LANES;

/// 1.5 * 2^23: a number of up to 22 bits plus this is rounded to a whole one, halves to the even, which the low bits of the sum then hold.
pub const ROUNDER: f32 = 12_582_912.0;

/// The whole number nearest to `x`, for sizes up to 2^22.
#[inline(always)]
pub fn nearest(x: f32) -> i32 {
    whole(x + ROUNDER)
}

/// The whole number in a sum with [`ROUNDER`].
#[inline(always)]
pub fn whole(shifted: f32) -> i32 {
    shifted.to_bits().cast_signed().wrapping_sub(ROUNDER.to_bits().cast_signed())
}

/// The whole number nearest to `x`, for `x` from 0 to 255.
#[inline(always)]
pub fn byte(x: f32) -> u8 {
    // The low byte of the rounded sum.
    (x + ROUNDER).to_bits().to_le_bytes()[0]
}

/// 2^x for `x` from -126 to 0, to 3 millionths of it. Smaller ones count as -126.
#[inline(always)]
pub fn exp2(x: f32) -> f32 {
    let x = if x > -126.0 { x } else { -126.0 };
    let shifted = x + ROUNDER;
    let rest = x - (shifted - ROUNDER);
    // The polynomial of degree 4 that is nearest on -0.5 to 0.5 and 1 at 0.
    let mut series = 9.582_85e-3_f32;
    series = series.mul_add(rest, 5.590_643e-2);
    series = series.mul_add(rest, 2.402_41e-1);
    series = series.mul_add(rest, 6.931_242e-1);
    series = series.mul_add(rest, 1.0);
    // The low bits of `shifted` are the whole part, which is added to the exponent.
    f32::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The Gaussian error linear unit, x Φ(x), by a rational function for the error function (absolute error below 1e-6 * x).
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    let scaled = x * std::f32::consts::FRAC_1_SQRT_2;
    let clipped = if scaled > 4.0 { 4.0 } else { scaled };
    let t = if clipped < -4.0 { -4.0 } else { clipped };
    let square = t * t;
    let mut above = -2.726_142_3e-10_f32;
    above = above.mul_add(square, 2.770_681_4e-8);
    above = above.mul_add(square, -2.101_024e-6);
    above = above.mul_add(square, -5.692_506_5e-5);
    above = above.mul_add(square, -7.349_906e-4);
    above = above.mul_add(square, -2.954_6e-3);
    above = above.mul_add(square, -1.609_603_3e-2);
    let mut below = -1.456_607_2e-5_f32;
    below = below.mul_add(square, -2.133_740_6e-4);
    below = below.mul_add(square, -1.682_827e-3);
    below = below.mul_add(square, -7.373_329e-3);
    below = below.mul_add(square, -1.426_473_9e-2);
    let erf = t * above / below;
    let half = 0.5 * x;
    half.mul_add(erf, half)
}

/// The sum of 16 lanes, always in the same order.
#[inline(always)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let mut lanes = lanes;
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Σ of(x), in lanes; what is left over after the last full 16 goes into the first lanes.
#[inline(always)]
pub fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] += of(chunk[lane]);
        }
    }
    for (lane, x) in lanes.iter_mut().zip(rest) {
        *lane += of(*x);
    }
    total(lanes)
}

/// Layer normalization of a row in place: to mean 0 and variance 1, times `weight`, plus `bias`.
#[inline(always)]
pub fn normalize(row: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
    #[allow(clippy::cast_precision_loss)]
    let count = row.len() as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let factor = 1.0 / (variance + eps).sqrt();
    for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
        *x = ((*x - mean) * factor).mul_add(*weight, *bias);
    }
}

/// How a row was quantized: `x ≈ scale * (q - zero)`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quantized {
    /// What a step is worth.
    pub scale: f32,
    /// The number that stands for 0.
    pub zero: i32,
}

/// Quantizes `row[i] * smooth[i]` to 8 bits, from the row's least to its greatest value, 0 included.
#[inline(always)]
pub fn quantize(row: &[f32], smooth: &[f32], bytes: &mut [u8]) -> Quantized {
    let (mut low, mut high) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let (chunks, rest) = row.as_chunks::<LANES>();
    let (smooth_chunks, smooth_rest) = smooth.as_chunks::<LANES>();
    for (chunk, smooth) in chunks.iter().zip(smooth_chunks) {
        let mut products = *chunk;
        products.iter_mut().zip(smooth).for_each(|(x, smooth)| *x *= smooth);
        low.iter_mut().zip(products).for_each(|(low, x)| *low = if x < *low { x } else { *low });
        high.iter_mut().zip(products).for_each(|(high, x)| *high = if x > *high { x } else { *high });
    }
    let mut least = low.iter().fold(0.0_f32, |a, b| a.min(*b));
    let mut greatest = high.iter().fold(0.0_f32, |a, b| a.max(*b));
    for (x, smooth) in rest.iter().zip(smooth_rest) {
        least = least.min(x * smooth);
        greatest = greatest.max(x * smooth);
    }
    // A row of zeros has any scale.
    let scale = ((greatest - least) / 255.0).max(f32::MIN_POSITIVE);
    let steps = 1.0 / scale;
    let zero = nearest((-least * steps).min(255.0));
    #[allow(clippy::cast_precision_loss)]
    let shift = zero as f32;
    for ((out, x), smooth) in bytes.iter_mut().zip(row).zip(smooth) {
        let x = (x * smooth).mul_add(steps, shift);
        let x = if x > 0.0 { x } else { 0.0 };
        let x = if x < 255.0 { x } else { 255.0 };
        *out = byte(x);
    }
    Quantized { scale, zero }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// erf by its series, in f64.
    fn erf(x: f64) -> f64 {
        let term = |(term, sum): (f64, f64), n: f64| {
            let next = term * -x * x / n;
            (next, sum + next / (2.0 * n + 1.0))
        };
        let (_, sum) = (1..120).map(f64::from).fold((1.0, 1.0), term);
        2.0 / std::f64::consts::PI.sqrt() * x * sum
    }

    #[test]
    fn powers_of_two_are_right_to_millionths_and_never_leave_the_range() {
        for step in 0..=1_260_000 {
            let x = -(step as f32) / 10_000.0;
            let (found, right) = (f64::from(exp2(x)), f64::from(x).exp2());
            assert!((found - right).abs() <= 3.2e-6 * right, "2^{x} is {found}, not {right}");
        }
        assert_eq!(
            (exp2(0.0), exp2(-1.0), exp2(-1e9), exp2(f32::NEG_INFINITY)),
            (1.0, 0.5, exp2(-126.0), exp2(-126.0))
        );
    }

    #[test]
    fn gelu_is_right_where_it_bends_and_where_it_is_straight() {
        for step in -6000..=6000 {
            let x = step as f32 / 1000.0;
            let right = 0.5 * f64::from(x) * (1.0 + erf(f64::from(x) / 2.0_f64.sqrt()));
            assert!(
                (f64::from(gelu(x)) - right).abs() < 2e-6 * f64::from(x.abs()).max(1.0),
                "gelu({x}) is {}, not {right}",
                gelu(x)
            );
        }
        assert_eq!(gelu(0.0).to_bits(), 0);
        assert!((gelu(50.0) - 50.0).abs() < 1e-5 && gelu(-50.0).abs() < 1e-5, "{}, {}", gelu(50.0), gelu(-50.0));
    }

    #[test]
    fn halves_are_rounded_to_the_even() {
        assert_eq!([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6, 1e6].map(nearest), [0, 2, 2, 0, -2, 2, -3, 1_000_000]);
    }

    #[test]
    fn a_quantized_row_is_within_half_a_step_and_zero_is_exact() {
        for (length, shift) in [(64, 0.0), (384, 3.0), (37, -5.0), (16, 0.25)] {
            let row: Vec<f32> = (0..length).map(|i| ((i * 37 % 101) as f32 / 25.0 - 2.0) + shift).collect();
            let smooth: Vec<f32> = (0..length).map(|i| 0.5 + (i % 7) as f32 / 4.0).collect();
            let mut bytes = vec![0; length];
            let Quantized { scale, zero } = quantize(&row, &smooth, &mut bytes);
            assert!((0..=255).contains(&zero), "the zero is {zero}");
            for ((x, smooth), byte) in row.iter().zip(&smooth).zip(bytes) {
                let back = scale * (i32::from(byte) - zero) as f32;
                // The zero is rounded too, so the ends are off by up to a step.
                assert!((back - x * smooth).abs() <= scale * 1.001, "{} became {back}, a step is {scale}", x * smooth);
            }
        }
        let mut bytes = [9; 8];
        let none = quantize(&[0.0; 8], &[1.0; 8], &mut bytes);
        assert!(bytes.iter().all(|byte| i32::from(*byte) == none.zero), "zeros are {bytes:?}");
    }

    #[test]
    fn a_normalized_row_has_mean_and_variance_of_the_weights() {
        for length in [64, 384, 50] {
            let mut row: Vec<f32> = (0..length).map(|i| (i * 31 % 17) as f32 + 100.0).collect();
            normalize(&mut row, &vec![2.0; length], &vec![1.0; length], 1e-12);
            let mean = row.iter().sum::<f32>() / length as f32;
            let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / length as f32;
            assert!((mean - 1.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4, "{length}: {mean}, {variance}");
        }
    }
}

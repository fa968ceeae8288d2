//! Numbers at random, from a seed and a name.

use crate::eval::metrics::bootstrap::Random;

/// The numbers that belong to a seed and a name, so that a figure does not change with what is computed before it.
pub fn random(seed: u64, name: &str) -> Random {
    // FNV-1a.
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    Random::new(seed ^ hash)
}

/// A number from the standard normal distribution (Box & Muller 1958).
pub fn normal(random: &mut Random) -> f64 {
    let radius = (-2.0 * (1.0 - unit(random)).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(random)).cos()
}

/// A number from 0 up to, not including, 1.
fn unit(random: &mut Random) -> f64 {
    float(random.bits() >> 11) / float(1 << 53)
}

/// Puts values in a random order.
pub fn shuffle<T>(values: &mut [T], random: &mut Random) {
    for last in (1..values.len()).rev() {
        values.swap(last, random.below(last + 1));
    }
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, more than there are documents")]
pub fn float(count: u64) -> f64 {
    count as f64
}

/// A share; 0 of nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

/// Rounded to six decimals.
pub fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut random = random(7, "test");
        let values: Vec<f64> = (0..20_000).map(|_| normal(&mut random)).collect();
        let mean = values.iter().sum::<f64>() / 20_000.0;
        let variance = values.iter().map(|v| v * v).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    }
}

//! A score as a bar that leaves the middle: to the left confrontational, to the right conciliatory.

/// Cells on either side of the middle.
pub const SIDE: usize = 10;

/// The bar of a score in [-1, 1], `2 * side + 1` columns wide and drawn to half a cell.
pub fn drawn(score: f64, side: usize) -> String {
    let halves = halves(score.abs(), side);
    let (full, half, rest) = (halves / 2, halves % 2, side - halves.div_ceil(2));
    let (blank, track) = ("─".repeat(side), "─".repeat(rest));
    if score < 0.0 {
        format!("{track}{}{}│{blank}", "▐".repeat(half), "█".repeat(full))
    } else {
        format!("{blank}│{}{}{track}", "█".repeat(full), "▌".repeat(half))
    }
}

/// `share`, in [0, 1], of a side in half cells, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the product is clamped to 0..=2*side, a small whole number"
)]
fn halves(share: f64, side: usize) -> usize {
    let most = 2 * side;
    (share.clamp(0.0, 1.0) * most as f64).round() as usize
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn a_bar_leaves_the_middle_on_the_side_of_its_sign() {
        assert_eq!(drawn(0.0, 4), "────│────");
        assert_eq!(drawn(1.0, 4), "────│████");
        assert_eq!(drawn(-1.0, 4), "████│────");
        assert_eq!(drawn(0.4, 4), "────│█▌──");
        assert_eq!(drawn(-0.4, 4), "──▐█│────");
    }

    #[test]
    fn a_bar_has_one_width_whatever_the_score() {
        for score in [-7.0, -0.99, -0.01, 0.0, 0.03, 0.51, 3.0, f64::NAN] {
            assert_eq!(drawn(score, 10).chars().count(), 21, "{score}");
        }
    }
}

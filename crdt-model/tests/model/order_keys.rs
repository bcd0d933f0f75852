//! Order keys.

use aloft_crdt_model::order::{OrderError, between, is_valid, spread};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// Inserts at random places, or at the same place again and again.
fn keys(places: &[prop::sample::Index], seed: u64) -> Vec<String> {
    let mut rng = rng(seed);
    let mut keys: Vec<String> = Vec::new();
    for place in places {
        let place = place.index(keys.len() + 1);
        let before = place.checked_sub(1).map(|place| keys[place].as_str());
        let after = keys.get(place).map(String::as_str);
        let key = between(before, after, &mut rng).unwrap();
        assert!(is_valid(&key), "{key}");
        assert!(before.is_none_or(|before| before < key.as_str()));
        assert!(after.is_none_or(|after| key.as_str() < after));
        keys.insert(place, key);
    }
    keys
}

proptest! {
    #[test]
    fn a_key_between_neighbours_is_strictly_between(
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..120),
        seed: u64,
    ) {
        let keys = keys(&places, seed);
        prop_assert!(keys.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn any_two_valid_keys_have_room_between(
        a in "[X-Zabc][0-9A-Za-z]{1,8}",
        b in "[X-Zabc][0-9A-Za-z]{1,8}",
        seed: u64,
    ) {
        prop_assume!(is_valid(&a) && is_valid(&b) && a != b);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let key = between(Some(&low), Some(&high), &mut rng(seed)).unwrap();
        prop_assert!(is_valid(&key) && low < key && key < high, "{low} {key} {high}");
        let below = between(None, Some(&low), &mut rng(seed)).unwrap();
        let above = between(Some(&high), None, &mut rng(seed)).unwrap();
        prop_assert!(is_valid(&below) && below < low && is_valid(&above) && high < above);
    }

    #[test]
    fn spread_keys_are_sorted_and_strictly_inside(
        places in prop::collection::vec(any::<prop::sample::Index>(), 2..30),
        at in any::<prop::sample::Index>(),
        open: (bool, bool),
        count in 0_usize..300,
        seed: u64,
    ) {
        let keys = keys(&places, seed);
        let at = at.index(keys.len() - 1);
        let after = (!open.0).then_some(keys[at].as_str());
        let before = (!open.1).then_some(keys[at + 1].as_str());
        let spread = spread(after, before, count, &mut rng(seed)).unwrap();
        prop_assert_eq!(spread.len(), count);
        prop_assert!(spread.is_sorted_by(|a, b| a < b));
        prop_assert!(spread.iter().all(|key| is_valid(key)));
        prop_assert!(spread.first().is_none_or(|first| after.is_none_or(|after| after < &**first)));
        prop_assert!(spread.last().is_none_or(|last| before.is_none_or(|before| &**last < before)));
    }
}

#[test]
fn appending_and_prepending_grow_keys_with_the_logarithm_of_their_count() {
    let mut rng = rng(7);
    let (mut first, mut last) = ("a0".to_owned(), "a0".to_owned());
    for _ in 0..20_000 {
        last = between(Some(&last), None, &mut rng).unwrap();
        first = between(None, Some(&first), &mut rng).unwrap();
    }
    // Four digits hold 20,000; a letter says the length, three digits are jitter.
    assert!(last.len() <= 8 && first.len() <= 8, "{first} {last}");
}

#[test]
fn inserting_at_one_place_adds_a_digit_every_few_keys() {
    let mut rng = rng(7);
    let (low, mut high) = ("a0".to_owned(), "a1".to_owned());
    for _ in 0..1_000 {
        high = between(Some(&low), Some(&high), &mut rng).unwrap();
    }
    assert!(high.len() < 400, "{}", high.len());
}

#[test]
fn many_keys_within_narrow_bounds_stay_short() {
    let keys = spread(Some("a0"), Some("a1"), 12_000, &mut rng(7)).unwrap();
    let longest = keys.iter().map(String::len).max().unwrap();
    assert!(longest <= 14, "{longest}");
}

#[test]
fn two_people_who_insert_at_one_place_get_different_keys() {
    let one = between(Some("a0"), Some("a1"), &mut rng(1)).unwrap();
    let other = between(Some("a0"), Some("a1"), &mut rng(2)).unwrap();
    assert_ne!(one, other);
}

#[test]
fn what_is_no_key_is_refused() {
    for text in ["", "a", "0a", "a0_", "a00", "b0", "é0", "A00000000000000000000000000"] {
        assert!(!is_valid(text), "{text}");
    }
    let mut rng = rng(1);
    let wrong = between(Some("a1"), Some("a0"), &mut rng).unwrap_err();
    assert_eq!(wrong.to_string(), "`a1` does not come before `a0`");
    assert!(matches!(between(Some("nope!"), None, &mut rng), Err(OrderError::Invalid(_))));
    assert!(between(Some("a0"), Some("a0"), &mut rng).is_err());
}

#[test]
fn the_ends_of_the_whole_numbers_are_not_the_end() {
    let mut rng = rng(1);
    let greatest = format!("z{}", "z".repeat(26));
    let above = between(Some(&greatest), None, &mut rng).unwrap();
    assert!(greatest < above && is_valid(&above));
    let least = format!("A{}1", "0".repeat(26));
    let below = between(None, Some(&least), &mut rng).unwrap();
    assert!(below < least && is_valid(&below));
}

//! Article anatomy: what each line or paragraph is.

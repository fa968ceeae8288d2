//! Sentences: sentencex in a wrapper of ours.

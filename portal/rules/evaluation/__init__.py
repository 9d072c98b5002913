"""From answers to findings, outcomes, the next question, remedies and roads."""

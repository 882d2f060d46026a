//! Days: the official working-day calendar and dates in Shanghai.

"""Words that every part of the house shares. Knows neither web nor database."""

"""The form engine: a form is data. Knows neither web nor database, so that phone, desk and tests share one meaning."""

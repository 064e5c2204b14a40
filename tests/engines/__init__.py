"""The journey without a centre in engines other than Chromium. Run by `make test-engines`, never by `make test`."""

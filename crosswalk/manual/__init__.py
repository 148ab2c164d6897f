"""The manual: pages in Chinese and English that `crosswalk explain TOPIC` shows."""

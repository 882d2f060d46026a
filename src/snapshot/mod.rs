//! A crawl on disk as standard WARC 1.1, or a directory of pages: writing and reading.

//! The one outbound HTTP client: deadlines, TLS and mutual TLS, size limit, no redirects, allow-list.

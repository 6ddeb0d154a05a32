use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::Measured;

/// One connection that asks again and again, as a proxy would.
pub struct Client {
    stream: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

impl Client {
    pub fn connect(to: SocketAddr) -> Measured<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(1 << 16, stream),
            head: String::new(),
            body: Vec::new(),
        })
    }

    /// Sends a request and reads the whole answer.
    pub fn ask(&mut self, request: &str) -> Measured<&[u8]> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut is_first) = (0, true);
        loop {
            self.head.clear();
            self.stream.read_line(&mut self.head)?;
            let line = self.head.trim_end().to_ascii_lowercase();
            if is_first && !line.contains(" 200 ") {
                return Err(format!("the answer is {line}").into());
            }
            is_first = false;
            if line.is_empty() {
                break;
            }
            if let Some(bytes) = line.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(&self.body)
    }
}

/// A request for a path, with a cookie.
pub fn request(path: &str, token: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-visit={token}\r\n\r\n")
}

//! Xvfb's framebuffer file: an XWD header (X11's `XWDFile.h`, version 7, big-endian), a table of
//! colours that true colour does not use, and the pixels in rows.

use std::io;

/// An entry of the colour table, in bytes.
const COLOUR: usize = 12;
/// A pixel at depth 24: blue, green, red, and one byte of nothing.
const PIXEL: usize = 4;

/// Why there is no picture.
#[derive(Debug)]
pub enum Unreadable {
    /// The file cannot be read, or ends too early.
    File(io::Error),
    /// It is not as Xvfb writes it at depth 24, or smaller than what was asked for.
    Format(&'static str),
    /// It cannot be written as PNG.
    Png(png::EncodingError),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// The top left part of the screen, as PNG.
pub(super) fn to_png(file: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Unreadable> {
    let field = |at: usize| {
        let bytes = file.get(at * 4..at * 4 + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(|bytes| u32::from_be_bytes(bytes) as usize).ok_or(Unreadable::Format("too short"))
    };
    let (header, version, bits, row, colours) =
        (field(0)?, field(1)?, field(11)?, field(12)?, field(19)?);
    if version != 7 || bits != PIXEL * 8 {
        return Err(Unreadable::Format("not 32 bits a pixel, in XWD version 7"));
    }
    if field(4)? < width as usize || field(5)? < height as usize {
        return Err(Unreadable::Format("the screen is smaller than the picture"));
    }
    let pixels =
        file.get(header + colours * COLOUR..).ok_or(Unreadable::Format("it has no pixels"))?;
    let rows = pixels.chunks_exact(row).take(height as usize);
    let rgb: Vec<u8> = rows
        .flat_map(|row| row.chunks_exact(PIXEL).take(width as usize))
        .flat_map(|pixel| [pixel[2], pixel[1], pixel[0]])
        .collect();
    encode(&rgb, width, height).map_err(Unreadable::Png)
}

fn encode(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(file)
}

//! Columns as bytes, written and read in one go. Encoders of any structure let a vector grow element by element, and so leave behind as much memory as it
//! takes in the end; here each gets its room at once.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use fixedbitset::{Block, FixedBitSet};

/// What can be written as bytes, and read by the program that wrote them. The bytes say nothing of what they are: whoever keeps them makes sure that they
/// are whole, and of this program.
pub trait Packed: Sized {
    fn pack(&self, to: &mut impl Write) -> io::Result<()>;

    fn unpack(from: &mut impl Read) -> io::Result<Self>;

    /// Elements, without how many there are.
    fn pack_all(elements: &[Self], to: &mut impl Write) -> io::Result<()> {
        elements.iter().try_for_each(|element| element.pack(to))
    }

    fn unpack_all(count: usize, from: &mut impl Read) -> io::Result<Vec<Self>> {
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            elements.push(Self::unpack(from)?);
        }
        Ok(elements)
    }
}

/// Implements [`Packed`] for a structure by all its fields; one that is left out does not compile.
macro_rules! packed {
    ($type:ty { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, to: &mut impl std::io::Write) -> std::io::Result<()> {
                let Self { $($field),* } = self;
                $($crate::packed::Packed::pack($field, to)?;)*
                Ok(())
            }

            fn unpack(from: &mut impl std::io::Read) -> std::io::Result<Self> {
                $(let $field = $crate::packed::Packed::unpack(from)?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}

pub(crate) use packed;

/// Bytes of numbers that are put together at once.
const AT_ONCE: usize = 1 << 14;

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Packed for $type {
            fn pack(&self, to: &mut impl Write) -> io::Result<()> {
                to.write_all(&self.to_le_bytes())
            }

            fn unpack(from: &mut impl Read) -> io::Result<Self> {
                let mut bytes = [0; size_of::<Self>()];
                from.read_exact(&mut bytes)?;
                Ok(Self::from_le_bytes(bytes))
            }

            fn pack_all(elements: &[Self], to: &mut impl Write) -> io::Result<()> {
                let mut bytes = Vec::with_capacity(AT_ONCE);
                for some in elements.chunks(AT_ONCE / size_of::<Self>()) {
                    bytes.clear();
                    bytes.extend(some.iter().flat_map(|element| element.to_le_bytes()));
                    to.write_all(&bytes)?;
                }
                Ok(())
            }

            fn unpack_all(count: usize, from: &mut impl Read) -> io::Result<Vec<Self>> {
                let (mut elements, mut bytes) = (Vec::with_capacity(count), [0; AT_ONCE]);
                while elements.len() < count {
                    let some = (count - elements.len()).min(AT_ONCE / size_of::<Self>());
                    let bytes = &mut bytes[..some * size_of::<Self>()];
                    from.read_exact(bytes)?;
                    let (each, _) = bytes.as_chunks();
                    elements.extend(each.iter().map(|bytes| Self::from_le_bytes(*bytes)));
                }
                Ok(elements)
            }
        }
    )*};
}

number!(u8, u16, u32, u64, i32);

impl Packed for usize {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        // No processor has longer ones.
        (*self as u64).pack(to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        Self::try_from(u64::unpack(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.len().pack(to)?;
        T::pack_all(self, to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        let count = usize::unpack(from)?;
        T::unpack_all(count, from)
    }
}

impl<T: Packed, const N: usize> Packed for [T; N] {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        T::pack_all(self, to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        Self::try_from(T::unpack_all(N, from)?).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        u8::from(self.is_some()).pack(to)?;
        self.as_ref().map_or(Ok(()), |value| value.pack(to))
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        Ok(if u8::unpack(from)? == 0 { None } else { Some(T::unpack(from)?) })
    }
}

impl Packed for String {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.len().pack(to)?;
        to.write_all(self.as_bytes())
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        Self::from_utf8(Vec::unpack(from)?).map_err(io::Error::other)
    }
}

impl Packed for Box<str> {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.len().pack(to)?;
        to.write_all(self.as_bytes())
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        Ok(String::unpack(from)?.into())
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.len().pack(to)?;
        self.iter().try_for_each(|(key, value)| key.pack(to).and_then(|()| value.pack(to)))
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        (0..usize::unpack(from)?).map(|_| Ok((K::unpack(from)?, V::unpack(from)?))).collect()
    }
}

impl Packed for FixedBitSet {
    fn pack(&self, to: &mut impl Write) -> io::Result<()> {
        self.len().pack(to)?;
        let blocks: Vec<u64> = self.as_slice().iter().map(|block| *block as u64).collect();
        blocks.pack(to)
    }

    fn unpack(from: &mut impl Read) -> io::Result<Self> {
        let length = usize::unpack(from)?;
        // Written by a program for the same processor, whose blocks are as long.
        let blocks: Vec<u64> = Vec::unpack(from)?;
        Ok(Self::with_capacity_and_blocks(length, blocks.into_iter().map(|block| block as Block)))
    }
}

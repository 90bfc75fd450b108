use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use base::Entropy;
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyMode, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt as _, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use seal::Key;
use seal::object::{Context, seal_whole};

use super::{SealedObject, Sealing};

/// Headers read at the same time for a listing.
const AHEAD: usize = 16;

/// A store in which every object is sealed under one key. Sizes and ranges are those of the plain bytes.
///
/// A copy is sealed anew, because an object is bound to its path. Uploads in pieces, which come in no order, are refused:
/// the log of a table needs none. Listings come in the order of paths, which the table format counts on and not every
/// store keeps.
pub(crate) struct SealedStore {
    inner: Arc<dyn ObjectStore>,
    sealing: Sealing,
}

impl SealedStore {
    pub(crate) fn new(inner: Arc<dyn ObjectStore>, key: Key, entropy: Arc<dyn Entropy>) -> Self {
        Self { inner, sealing: Sealing { key, entropy } }
    }

    /// The listed objects in the order of their paths. Holds the listing in memory.
    fn ordered(&self, sealed: BoxStream<'static, Result<ObjectMeta>>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (inner, key) = (Arc::clone(&self.inner), self.sealing.key.clone());
        let sorted = async move {
            let mut found: Vec<_> = sealed.try_collect().await?;
            found.sort_unstable_by(|a, b| a.location.cmp(&b.location));
            Ok::<_, Error>(stream::iter(found).map(Ok))
        };
        let plain = move |sealed| plain(Arc::clone(&inner), key.clone(), sealed);
        stream::once(sorted).try_flatten().map_ok(plain).try_buffered(AHEAD).boxed()
    }

    async fn object(&self, sealed: &ObjectMeta) -> Result<SealedObject> {
        SealedObject::open(&self.inner, sealed.location.clone(), sealed.size, &self.sealing.key).await
    }
}

/// The same with the size of the plain bytes.
async fn plain(inner: Arc<dyn ObjectStore>, key: Key, sealed: ObjectMeta) -> Result<ObjectMeta> {
    let object = SealedObject::open(&inner, sealed.location.clone(), sealed.size, &key).await?;
    Ok(ObjectMeta { size: object.len(), ..sealed })
}

#[async_trait]
impl ObjectStore for SealedStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let Sealing { key, entropy } = &self.sealing;
        let text = Bytes::from(payload);
        let sealed = seal_whole(key, &Context::once(location.as_ref()), entropy.as_ref(), &text);
        self.inner.put_opts(location, sealed.into(), options).await
    }

    async fn put_multipart_opts(&self, _: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        let why = "expected whole objects put into a sealed store, found an upload in pieces";
        Err(Error::NotSupported { source: why.into() })
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        // Conditions and versions are the inner store's to judge; the bytes are fetched by themselves.
        let head = GetOptions { range: None, head: true, ..options.clone() };
        let found = self.inner.get_opts(location, head).await?;
        let object = self.object(&found.meta).await?;
        let length = object.len();
        let range = match &options.range {
            Some(range) => {
                range.as_range(length).map_err(|source| Error::Generic { store: "sealed", source: Box::new(source) })?
            }
            None => 0..length,
        };
        let payload = if options.head {
            stream::empty().boxed()
        } else {
            let (object, range) = (object, range.clone());
            stream::once(async move { object.read(range).await }).boxed()
        };
        let meta = ObjectMeta { size: length, ..found.meta };
        Ok(GetResult { payload: GetResultPayload::Stream(payload), meta, range, attributes: found.attributes })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let object = self.object(&self.inner.head(location).await?).await?;
        object.read_all(ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.ordered(self.inner.list(prefix))
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.ordered(self.inner.list_with_offset(prefix, offset))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let found = self.inner.list_with_delimiter(prefix).await?;
        let objects = self.ordered(stream::iter(found.objects).map(Ok).boxed()).try_collect().await?;
        Ok(ListResult { common_prefixes: found.common_prefixes, objects })
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        let text = self.get(from).await?.bytes().await?;
        let mode = match options.mode {
            CopyMode::Overwrite => PutMode::Overwrite,
            CopyMode::Create => PutMode::Create,
        };
        self.put_opts(to, text.into(), mode.into()).await?;
        Ok(())
    }
}

impl fmt::Debug for SealedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedStore").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl fmt::Display for SealedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({})", self.inner)
    }
}

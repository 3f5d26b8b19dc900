package io.liveimage.snapshot;

class MemoryStoreTest extends SnapshotStoreContract {
  private MemoryStore.Place place;

  @Override
  SnapshotStore create() {
    place = new MemoryStore.Place();
    return reopened();
  }

  @Override
  SnapshotStore reopened() {
    return new MemoryStore(place);
  }
}

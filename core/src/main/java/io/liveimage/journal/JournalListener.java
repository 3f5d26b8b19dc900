package io.liveimage.journal;

/**
 * Whoever saves images is told by this that one is due. Called on threads of the journals, which
 * wait for it: it must return soon, and not wait for a journal. After a failure the journal tries
 * again with the next image; if that fails it is told again, so images should not follow each other
 * without a pause then.
 */
public interface JournalListener {

  /** Hears nothing. */
  JournalListener NONE =
      new JournalListener() {
        @Override
        public void grown(String journal, long bytes) {}

        @Override
        public void failed(String journal, JournalException failure) {}
      };

  /**
   * A journal has grown beyond its share since the last image; told once until the next one.
   *
   * @param journal its name
   * @param bytes how much the next start would have to replay
   */
  void grown(String journal, long bytes);

  /**
   * A journal cannot be written and takes no events any more until an image is saved.
   *
   * @param journal its name
   * @param failure why
   */
  void failed(String journal, JournalException failure);
}

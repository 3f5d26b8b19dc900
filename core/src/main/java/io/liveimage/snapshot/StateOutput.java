package io.liveimage.snapshot;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;

/** Writes objects of allowed classes, and refuses others as the reader would. */
final class StateOutput extends ObjectOutputStream {

  private static final int BUFFER = 16 * 1024;

  private final AllowList allowed;

  StateOutput(OutputStream out, AllowList allowed) throws IOException {
    super(new BufferedOutputStream(new Sink(out), BUFFER));
    this.allowed = allowed;
    enableReplaceObject(true);
  }

  /** Is asked for every object, before the JDK is. */
  @Override
  protected Object replaceObject(Object object) {
    if (!(object instanceof Serializable)) {
      throw new SnapshotException(
          object.getClass().getName() + " is not Serializable; make it so, or the field transient");
    }
    return object;
  }

  /** Is called for each class once. */
  @Override
  protected void annotateClass(Class<?> type) {
    if (!allowed.allows(type)) {
      throw new SnapshotException(refusal(AllowList.element(type)));
    }
  }

  private static String refusal(Class<?> type) {
    if (type == SerializedLambda.class) {
      return "it holds a lambda, which cannot be saved; let it be a class, or the field transient";
    } else if (IOException.class.isAssignableFrom(type)) {
      return "writing an object failed with " + type.getName(); // which the JDK writes then
    }
    return StateInput.refusal(type.getName(), type.getSimpleName());
  }

  @Override
  protected void annotateProxyClass(Class<?> type) {
    throw new SnapshotException(
        "it holds a proxy of %s, which cannot be saved; let the field be transient"
            .formatted(type.getInterfaces()[0].getName()));
  }

  /** Keeps the failure of the disk out of the JDK's hands, which would try to write it there. */
  private static final class Sink extends FilterOutputStream {

    Sink(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

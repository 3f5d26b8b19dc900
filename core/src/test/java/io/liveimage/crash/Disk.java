package io.liveimage.crash;

import io.liveimage.crash.Operation.FailedForce;
import io.liveimage.crash.Operation.Force;
import io.liveimage.crash.Operation.Link;
import io.liveimage.crash.Operation.Rename;
import io.liveimage.crash.Operation.Resize;
import io.liveimage.crash.Operation.Unlink;
import io.liveimage.crash.Operation.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A small Linux file system in memory that remembers in which order it was asked for what. It can
 * fail at any operation, and be one that lies: forces that are ignored are a mutation that a test
 * has to find.
 *
 * <p>Safe for use by many threads. There are no links, no permissions, and no renames from one
 * directory to another.
 */
final class Disk {
  static final int ROOT = 0;

  private final List<Operation> operations = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<@Nullable FileContent> files = new ArrayList<>();
  private final List<Map<String, Integer>> directories = new ArrayList<>();
  private final Tree before;
  private Predicate<String> ignoredForces = path -> false;
  private int failing = -1;

  /** Makes a disk on which these files are durable. */
  Disk(Tree before) {
    this.before = before;
    node(null);
    before.files().forEach(this::add);
  }

  /**
   * Returns the disk as it was after some operations, with what was not forced still open: that is
   * what a process finds after another one was killed.
   */
  synchronized Disk after(int moment) {
    Disk disk = new Disk(before);
    for (int i = 0; i < moment; i++) {
      disk.repeat(operations.get(i));
      disk.done(operations.get(i), labels.get(i), "");
    }
    return disk;
  }

  private void repeat(Operation operation) {
    if (operation instanceof Link link) {
      directories.get(link.node()).put(link.name(), node(link.directory() ? null : new byte[0]));
    } else if (operation instanceof Unlink unlink) {
      directories.get(unlink.node()).remove(unlink.name());
    } else if (operation instanceof Rename rename) {
      directories.get(rename.node()).remove(rename.from());
      directories.get(rename.node()).put(rename.to(), rename.target());
    } else if (operation instanceof Write write) {
      content(write.node()).write(write.offset(), write.bytes());
    } else if (operation instanceof Resize resize) {
      content(resize.node()).truncate(resize.size());
    }
  }

  private void add(String path, ByteBuffer content) {
    boolean directory = path.endsWith("/");
    String full = directory ? path.substring(0, path.length() - 1) : path;
    int slash = full.lastIndexOf('/');
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    int parent = walk(full.substring(0, slash));
    directories.get(parent).put(full.substring(slash + 1), node(directory ? null : bytes));
  }

  /** Returns the directory of this disk that belongs to the code under test. */
  Path home() {
    return new DiskFileSystem(this).getPath("/home");
  }

  /** Ignores, from now on, what is forced under paths like these. */
  Disk ignoringForces(Predicate<String> paths) {
    ignoredForces = paths;
    return this;
  }

  /** Fails once, at the operation after so many others. */
  Disk failingAt(int operation) {
    failing = operation;
    return this;
  }

  Tree before() {
    return before;
  }

  synchronized int operationCount() {
    return operations.size();
  }

  synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Returns what was asked for at a moment, for a message. */
  synchronized String label(int operation) {
    return labels.get(operation);
  }

  /** Returns all files as a process sees them. */
  synchronized Tree tree() {
    var found = new TreeMap<String, ByteBuffer>();
    collect(ROOT, "/", found);
    return new Tree(found);
  }

  private void collect(int directory, String prefix, Map<String, ByteBuffer> found) {
    directories
        .get(directory)
        .forEach(
            (name, node) -> {
              FileContent file = files.get(node);
              if (file == null) {
                found.put(prefix + name + "/", ByteBuffer.allocate(0));
                collect(node, prefix + name + "/", found);
              } else {
                found.put(prefix + name, ByteBuffer.wrap(file.bytes()));
              }
            });
  }

  synchronized @Nullable Integer find(String path) {
    int node = walk(path);
    return node < 0 ? null : node;
  }

  synchronized int existing(String path) throws NoSuchFileException {
    int node = walk(path);
    if (node < 0) {
      throw new NoSuchFileException(path);
    }
    return node;
  }

  synchronized boolean isDirectory(int node) {
    return files.get(node) == null;
  }

  synchronized int size(int node) {
    FileContent file = files.get(node);
    return file == null ? 4096 : file.size();
  }

  synchronized List<String> names(String path) throws IOException {
    int node = existing(path);
    if (!isDirectory(node)) {
      throw new NotDirectoryException(path);
    }
    return List.copyOf(directories.get(node).keySet());
  }

  synchronized byte[] read(int node, int from, int count) {
    byte[] bytes = new byte[count];
    int read = content(node).read(from, bytes);
    return Arrays.copyOf(bytes, Math.max(read, 0));
  }

  synchronized int create(String path, boolean directory) throws IOException {
    int parent = existing(parent(path));
    if (directories.get(parent).containsKey(name(path))) {
      throw new FileAlreadyExistsException(path);
    }
    failIfDue(directory ? "mkdir" : "create", path);
    int node = node(directory ? null : new byte[0]);
    directories.get(parent).put(name(path), node);
    done(new Link(parent, name(path), node, directory), directory ? "mkdir" : "create", path);
    return node;
  }

  synchronized void delete(String path) throws IOException {
    int node = existing(path);
    if (isDirectory(node) && !directories.get(node).isEmpty()) {
      throw new DirectoryNotEmptyException(path);
    }
    failIfDue("unlink", path);
    int parent = existing(parent(path));
    directories.get(parent).remove(name(path));
    done(new Unlink(parent, name(path), node), "unlink", path);
  }

  synchronized void rename(String from, String to) throws IOException {
    int node = existing(from);
    int parent = existing(parent(from));
    if (parent != existing(parent(to))) {
      throw new UnsupportedOperationException(from + " and " + to + " are not next to each other");
    }
    failIfDue("rename", from + " to " + to);
    Map<String, Integer> entries = directories.get(parent);
    Integer replaced = entries.get(name(to));
    if (replaced != null && isDirectory(replaced) && !directories.get(replaced).isEmpty()) {
      throw new DirectoryNotEmptyException(to);
    }
    entries.remove(name(from));
    entries.put(name(to), node);
    done(new Rename(parent, name(from), name(to), node), "rename", from + " to " + to);
  }

  synchronized void write(int node, int offset, byte[] bytes, String path) throws IOException {
    if (isDue()) {
      byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
      content(node).write(offset, half);
      done(new Write(node, offset, half), "half write", path);
      throw new IOException("No space left on device");
    }
    content(node).write(offset, bytes);
    done(new Write(node, offset, bytes), "write", path);
  }

  synchronized void truncate(int node, int size, String path) throws IOException {
    if (size < content(node).size()) {
      failIfDue("truncate", path);
      content(node).truncate(size);
      done(new Resize(node, size), "truncate", path);
    }
  }

  synchronized void force(int node, String path) throws IOException {
    if (isDue()) {
      done(new FailedForce(node), "failed force", path);
      throw new IOException("Input/output error");
    }
    if (!ignoredForces.test(path)) {
      done(new Force(node), "force", path);
    }
  }

  /** Returns what is in a directory, by name. */
  synchronized Map<String, Integer> entries(int directory) {
    return new LinkedHashMap<>(directories.get(directory));
  }

  synchronized byte[] bytes(int file) {
    return content(file).bytes();
  }

  synchronized boolean has(int node) {
    return node < files.size();
  }

  private FileContent content(int node) {
    FileContent content = files.get(node);
    if (content == null) {
      throw new IllegalStateException("Is a directory");
    }
    return content;
  }

  private int node(byte @Nullable [] content) {
    files.add(content == null ? null : new FileContent(content));
    directories.add(new LinkedHashMap<>());
    return files.size() - 1;
  }

  private boolean isDue() {
    boolean due = operations.size() == failing;
    if (due) {
      failing = -1;
    }
    return due;
  }

  private void failIfDue(String what, String path) throws IOException {
    if (isDue()) {
      throw new IOException("Input/output error: " + what + " " + path);
    }
  }

  private void done(Operation operation, String what, String path) {
    operations.add(operation);
    labels.add((what + " " + path).strip());
  }

  /** Returns the node at a path, or -1. */
  private int walk(String path) {
    int node = ROOT;
    for (String name : path.split("/")) {
      if (!name.isEmpty() && node >= 0) {
        node = directories.get(node).getOrDefault(name, -1);
      }
    }
    return node;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

package io.liveimage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process can see of itself: its id, its environment, and what it was started by. */
interface ProcessView {
  /** The first process of a machine or of a container. */
  long INIT = 1;

  /** This process, looked at each time it is asked. */
  ProcessView OWN =
      new ProcessView() {
        @Override
        public long pid() {
          return ProcessHandle.current().pid();
        }

        @Override
        public Optional<String> variable(String name) {
          return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
        }

        @Override
        public List<Ancestor> ancestors() {
          return Stream.iterate(
                  ProcessHandle.current().parent(),
                  Optional::isPresent,
                  process -> process.flatMap(ProcessHandle::parent))
              .flatMap(Optional::stream)
              .map(Ancestor::of)
              .toList();
        }
      };

  long pid();

  Optional<String> variable(String name);

  /** Returns the parent first, then its parent, and so on. */
  List<Ancestor> ancestors();

  /** A process above, with the names of its program; of a script that and its interpreter. */
  record Ancestor(long pid, Set<String> names) {
    private static final int PROGRAM_AND_SCRIPT = 2;

    static Ancestor of(ProcessHandle process) {
      Path directory = Path.of("/proc", Long.toString(process.pid()));
      Stream<String> program = process.info().command().stream();
      Stream<String> called = Stream.of(read(directory.resolve("comm")).strip());
      Stream<String> words =
          Stream.of(read(directory.resolve("cmdline")).split("\0")).limit(PROGRAM_AND_SCRIPT);
      return new Ancestor(
          process.pid(),
          Stream.of(program, called, words)
              .flatMap(names -> names)
              .map(name -> name.substring(name.lastIndexOf('/') + 1))
              .collect(Collectors.toSet()));
    }

    /** Returns nothing where there is no /proc, or the process has ended. */
    private static String read(Path file) {
      try {
        return new String(Files.readAllBytes(file), UTF_8);
      } catch (IOException e) {
        return "";
      }
    }

    boolean isInit() {
      return pid == INIT;
    }

    boolean isCalled(String name) {
      return names.contains(name);
    }
  }
}

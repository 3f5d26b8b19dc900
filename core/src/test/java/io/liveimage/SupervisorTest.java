package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.ProcessView.Ancestor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
  private static final long PID = 4242;

  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Ancestor> ancestors = new ArrayList<>();
  private long pid = PID;

  private final class Process implements ProcessView {
    @Override
    public long pid() {
      return pid;
    }

    @Override
    public Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name));
    }

    @Override
    public List<Ancestor> ancestors() {
      return ancestors;
    }
  }

  private Optional<String> supervisor() {
    return Supervisor.find(new Settings(settings), new Process());
  }

  private void startedBy(long parent, String... names) {
    ancestors.add(new Ancestor(parent, Set.of(names)));
  }

  @Test
  void isNobodyInATerminal() {
    startedBy(300, "bash");
    startedBy(1, "systemd");

    assertThat(supervisor()).isEmpty();
  }

  @Test
  void isSystemdWhenThatMeansThisProcess() {
    environment.put("SYSTEMD_EXEC_PID", "4242");

    assertThat(supervisor()).contains("systemd");
  }

  @Test
  void isNotSystemdWhenThatMeansAProcessAbove() {
    environment.put("SYSTEMD_EXEC_PID", "300");
    environment.put("INVOCATION_ID", "5a1f");
    startedBy(1, "systemd");

    assertThat(supervisor()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 812})
  void isAnOlderSystemdWhenThatIsTheParent(long systemd) {
    environment.put("INVOCATION_ID", "5a1f");
    startedBy(systemd, "systemd");

    assertThat(supervisor()).contains("systemd");
  }

  @Test
  void isNobodyWhenOnlyTheVariableOfSystemdIsInherited() {
    environment.put("INVOCATION_ID", "5a1f");
    startedBy(300, "bash");
    startedBy(1, "systemd");

    assertThat(supervisor()).isEmpty();
  }

  @Test
  void isSupervisordWhenThatIsTheParent() {
    environment.put("SUPERVISOR_ENABLED", "1");
    startedBy(7, "python3", "supervisord");

    assertThat(supervisor()).contains("supervisord");
  }

  @Test
  void isNobodyWhenOnlyTheVariableOfSupervisordIsInherited() {
    environment.put("SUPERVISOR_ENABLED", "1");
    startedBy(300, "bash");
    startedBy(7, "supervisord");

    assertThat(supervisor()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runsv", "s6-supervise", "supervise"})
  void isTheParentThatSupervisesOneChild(String program) {
    startedBy(7, program);

    assertThat(supervisor()).contains(program);
  }

  @Test
  void isKubernetesForTheFirstProcessOfAContainer() {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    pid = 1;

    assertThat(supervisor()).contains("Kubernetes");
  }

  @Test
  void isKubernetesBelowTheFirstProcessOfAContainer() {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    startedBy(7, "sh");
    startedBy(1, "tini");

    assertThat(supervisor()).contains("Kubernetes");
  }

  @Test
  void isNobodyForWhatIsExecutedInAContainerFromOutside() {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    startedBy(70, "bash");

    assertThat(supervisor()).isEmpty();
  }

  @Test
  void isTheNearestOneInAContainer() {
    environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    startedBy(1, "s6-supervise");

    assertThat(supervisor()).contains("s6-supervise");
  }

  @Test
  void isThereWhenTheSettingSaysSo() {
    settings.put("liveimage.supervised", "true");

    assertThat(supervisor()).contains("a supervisor, says liveimage.supervised");
  }

  @Test
  void keepsItsNameWhenTheSettingSaysSoToo() {
    settings.put("liveimage.supervised", "true");
    startedBy(7, "runsv");

    assertThat(supervisor()).contains("runsv");
  }

  @Test
  void isNobodyWhenTheSettingSaysSo() {
    settings.put("liveimage.supervised", "false");
    environment.put("SYSTEMD_EXEC_PID", "4242");

    assertThat(supervisor()).isEmpty();
  }

  @Test
  void isAConfigurationErrorWhenTheSettingIsAnythingElse() {
    settings.put("liveimage.supervised", "maybe");

    assertThatThrownBy(this::supervisor)
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Setting liveimage.supervised is \"maybe\" (set in the builder). Expected true or"
                + " false.");
  }

  @Test
  void isLookedForByAHostWhenItIsAsked(@TempDir Path home) {
    try (Lifecycle lifecycle =
        Lifecycle.forTest(home).set("liveimage.supervised", "true").start()) {
      assertThat(lifecycle.supervisor()).isPresent().isSameAs(lifecycle.supervisor());
    }
  }

  @Test
  void endsAStartWhenTheSettingIsWrong(@TempDir Path home) {
    Lifecycle.Builder host = Lifecycle.forTest(home).set("liveimage.supervised", "maybe");

    assertThatThrownBy(host::start)
        .isInstanceOf(LifecycleException.class)
        .extracting(failure -> ((LifecycleException) failure).exitCode())
        .isEqualTo(ExitCodes.CONFIGURATION);
    Lifecycle.forTest(home).start().close(); // the run directory is free
  }

  @Test
  void seesTheProgramsAboveThisProcess() {
    List<Ancestor> above = ProcessView.OWN.ancestors();

    assertThat(ProcessView.OWN.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(above.get(0).pid()).isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
    assertThat(above.get(0).names()).isNotEmpty().noneMatch(name -> name.contains("/"));
  }
}

package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission = new Admission();

  @Test
  void oldestStrangerGoesWhenThereAreTooMany() {
    Channel first = arrive();
    Channel second = arrive();
    for (int i = 2; i <= Admission.MAX_STRANGERS; i++) {
      assertThat(arrive().isOpen()).isTrue();
    }

    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
  }

  @Test
  void whoIsAdmittedIsNoStrangerAnyMore() {
    Channel owner = arrive();

    assertThat(admission.admit(owner)).isTrue();

    for (int i = 0; i <= Admission.MAX_STRANGERS; i++) {
      arrive();
    }
    assertThat(owner.isOpen()).isTrue();
  }

  @Test
  void placeOfWhoLeavesIsFree() {
    Channel leaving = arrive();
    admission.admit(leaving);
    for (int i = 1; i < Admission.MAX_SESSIONS; i++) {
      admission.admit(arrive());
    }
    assertThat(admission.admit(arrive())).isFalse();

    admission.left(leaving);

    assertThat(admission.admit(arrive())).isTrue();
  }

  private Channel arrive() {
    Channel channel = new EmbeddedChannel();
    admission.arrived(channel);
    return channel;
  }
}

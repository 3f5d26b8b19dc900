package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {
  @ParameterizedTest
  @CsvSource({
    "50,16,16",
    "100,20,16",
    "1024,204,128",
    "4096,819,256",
    "1048576,1024,256",
    "unlimited,1024,256"
  })
  void strangersGetAPartOfTheFilesTheProcessMayOpen(String limit, int arrivals, int connections) {
    String line = "Max open files            %-20s 1048576              files".formatted(limit);

    assertThat(Allowance.ofLine(line)).isEqualTo(new Allowance(arrivals, connections));
  }

  @Test
  void limitOfThisProcessIsRead() {
    assertThat(Allowance.ofThisProcess().arrivals()).isBetween(16, 1024);
  }
}

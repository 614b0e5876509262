// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/// `doctor` on the machine that the tests run on: surely no EC2 instance with enclaves.
class DoctorCommandTest {
  @Test
  void saysThatASimulatedEnclaveCanRunHere() {
    Run run = Run.of("doctor", "--port", "0");
    assertThat(run.out()).contains("✓  java", "An enclave can run here.");
    assertThat(run.status()).isZero();
  }

  @Test
  void saysWhatIsWrongAndWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = Run.of("doctor", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .contains("✗  port", "wanted       a free port", "--port", "1 problem: an enclave can't");
    }
  }

  @Test
  void printsJson() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = Run.of("doctor", "--json", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .startsWith("[{\"check\":\"java\",\"result\":\"ok\",\"seen\":\"Java ")
          .contains("{\"check\":\"port\",\"result\":\"problem\",\"seen\":\"TCP port ", "\"do\":\"");
    }
  }

  @Test
  void refusesWrongUsage() {
    assertThat(Run.of("doctor", "--for", "sgx").status()).isEqualTo(2);
    assertThat(Run.of("doctor", "--port", "70000").status()).isEqualTo(2);
    assertThat(Run.of("doctor", "--image", "/nowhere/image.eif").status()).isEqualTo(2);
  }
}

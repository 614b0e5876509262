// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.http.EnclaveServer;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// Starts a SIMULATED enclave in this process: everything but the hardware is real, so nothing is
/// protected from whoever owns the machine.
///
/// Arguments: the Unix-domain socket to listen on, and the file of the root secret (made if
/// missing). Once requests are served, a line of JSON on standard output says what the host may
/// know; then the process lives until its standard input ends, which it does when the host dies.
public final class SimulatedBoot {
  private static final Duration EVIDENCE_RENEWAL = Duration.ofMinutes(2);
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(365);

  private SimulatedBoot() {}

  /// Runs an enclave until standard input ends.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("Usage: SimulatedBoot SOCKET ROOT-SECRET-FILE");
      System.exit(2);
    }
    Path socket = Path.of(arguments[0]);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    try (RootSecret root = SimulatedRootSecret.load(Path.of(arguments[1]), random)) {
      Service service = service();
      SimulatedImage image = MeasuredJars.of(service.getClass());
      SimulatedDevice device = new SimulatedDevice(image, clock, random);
      try (EnclaveKeys keys = new EnclaveKeys(device, root, clock, random, EVIDENCE_RENEWAL)) {
        Enclave enclave = new Enclave(device, keys.statement(), root, clock, random);
        ServerCertificate certificate =
            ServerCertificate.generate("localhost", clock.instant(), CERTIFICATE_LIFETIME, random);
        try (EnclaveServer server =
            new EnclaveServer(socket, certificate, keys, service.start(enclave))) {
          server.start();
          System.out.println(announcement(device, image, keys));
          untilInputEnds();
        }
      }
    }
  }

  /// The application is whatever service the measured jars provide; the host has no say in it.
  private static Service service() {
    List<Service> found =
        ServiceLoader.load(Service.class).stream().map(ServiceLoader.Provider::get).toList();
    return switch (found.size()) {
      case 0 -> new StatusService();
      case 1 -> found.getFirst();
      default -> throw new IllegalStateException("several services in one enclave: " + found);
    };
  }

  /// What a policy for this enclave has to name; all of it is public.
  private static String announcement(
      SimulatedDevice device, SimulatedImage image, EnclaveKeys keys) {
    String pcrs =
        image.pcrs().entrySet().stream()
            .map(e -> "\"" + Pcrs.name(e.getKey()) + "\":\"" + e.getValue().hex() + "\"")
            .collect(Collectors.joining(","));
    return "{\"ready\":true,\"simulated\":true,\"rootSha256\":\""
        + sha256(device.root().toByteArray())
        + "\",\"identityKey\":\""
        + keys.statement().identityKey().hex()
        + "\",\"pcrs\":{"
        + pcrs
        + "}}";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void untilInputEnds() throws IOException {
    byte[] ignored = new byte[64];
    while (System.in.read(ignored) >= 0) {
      // The host has nothing to say; only the end counts.
    }
  }
}

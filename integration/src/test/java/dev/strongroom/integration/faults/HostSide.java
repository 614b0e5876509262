// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.EgressService;
import dev.strongroom.host.WireService;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The host's store and way out on a real wire, with notaries of one root secret behind it: as many
/// as a test wants, in this process.
final class HostSide implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

  private final dev.strongroom.host.wire.UnixWire ports;
  private final Path folder;
  private final KeyValueStore store;
  private final WireService.Started egress;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private AutoCloseable storage;

  /// @param folder of the wire's sockets, empty
  /// @param store is closed with it
  HostSide(Path folder, KeyValueStore store) throws IOException {
    this.folder = folder;
    this.store = store;
    this.ports = new dev.strongroom.host.wire.UnixWire(folder);
    this.egress =
        new EgressService(new EgressAddresses(List.of(AddressRange.parse("127.0.0.1/32"))))
            .start(ports::listen);
    this.storage = ports.listen(Port.STORAGE, new StorageServer(store));
  }

  /// Cuts the connections to the store, and makes no others.
  void storageDown() throws Exception {
    storage.close();
  }

  void storageBack() throws IOException {
    storage = ports.listen(Port.STORAGE, new StorageServer(store));
  }

  /// A notary that was booted, and why it gave up, if it did.
  ///
  /// @param enclave in which it is
  record Booted(NotaryApi api, List<String> stops, Enclave enclave) {}

  /// Boots an enclave whose log the witnesses cosign.
  ///
  /// @param more members of the settings, each after a comma
  Booted boot(InstantSource clock, int quorum, List<ScriptedWitness> witnesses, String more)
      throws Exception {
    List<String> stops = new CopyOnWriteArrayList<>();
    Enclave enclave = enclave(clock, quorum, witnesses, more, Optional.empty(), stops::add);
    NotaryApi api = new NotaryApi(Notary.start(enclave));
    opened.addFirst(api);
    return new Booted(api, stops, enclave);
  }

  /// Boots an enclave with a gateway to models, whose log a witness cosigns.
  ///
  /// @param more members of the ledger's settings, each after a comma
  /// @param inference its settings
  Service.Handler bootGateway(ScriptedWitness witness, String more, String inference)
      throws Exception {
    Service.Handler gateway =
        new InferenceService()
            .start(
                enclave(
                    InstantSource.system(),
                    1,
                    List.of(witness),
                    more,
                    Optional.of(JsonNode.parse(inference)),
                    _ -> {}));
    if (gateway instanceof AutoCloseable closing) {
      opened.addFirst(closing);
    }
    return gateway;
  }

  private Enclave enclave(
      InstantSource clock,
      int quorum,
      List<ScriptedWitness> witnesses,
      String more,
      Optional<JsonNode> inference,
      Consumer<String> stopping)
      throws Exception {
    UnixWire wire = new UnixWire(folder);
    StorageClient client = new StorageClient(() -> wire.dial(Wire.STORAGE), ANSWER_WITHIN);
    Egress out =
        Egress.start(
            wire,
            witnesses.stream()
                .map(witness -> new EgressRule("127.0.0.1", witness.port()))
                .collect(Collectors.toSet()));
    opened.add(client);
    opened.add(out);
    String settings =
        "{\"origin\":\"example.com/log\",\"quorum\":%d%s%s}"
            .formatted(quorum, settings(witnesses), more);
    Map<String, JsonNode> each = new HashMap<>();
    each.put("ledger", JsonNode.parse(settings));
    inference.ifPresent(node -> each.put("inference", node));
    return new Enclave(
        new UnattestedDevice(),
        new KeyStatement(Bytes.zeros(32), Bytes.zeros(32), Optional.empty()),
        new RootSecret(Secret.owning(new byte[32])),
        client,
        out,
        () -> {
          throw new IOException("not offered");
        },
        new ContentClient(() -> {
          throw new IOException("not offered");
        }),
        new EnclaveLog(clock, lines::add),
        clock,
        new SecureRandom(),
        each,
        stopping);
  }

  private static String settings(List<ScriptedWitness> witnesses) {
    return witnesses.isEmpty()
        ? ""
        : witnesses.stream()
            .map(ScriptedWitness::settings)
            .collect(Collectors.joining(",", ",\"witnesses\":[", "]"));
  }

  /// What the enclaves wrote to their logs.
  String said() {
    return String.join("\n", lines);
  }

  /// Attests to nothing: what evidence is worth is tested where it is verified.
  private record UnattestedDevice() implements Device {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) {
      return userData;
    }
  }

  @Override
  public void close() {
    try {
      for (AutoCloseable part : opened) {
        part.close();
      }
      storage.close();
      egress.closing().close();
    } catch (Exception e) {
      throw new IllegalStateException("the host's side can't be closed", e);
    } finally {
      store.close();
    }
  }
}

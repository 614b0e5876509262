// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.kms.AwsCredentials;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// What an enclave offers its service. One for each boot.
public final class Enclave {
  private final Device device;
  private final KeyStatement keys;
  private final RootSecret root;
  private final Storage storage;
  private final Egress egress;
  private final AwsCredentials.Source credentials;
  private final ContentClient content;
  private final EnclaveLog log;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, JsonNode> settings;
  private final Consumer<String> stopping;
  private final ServiceFigures figures;
  private final AtomicReference<Optional<Ledger>> ledger;
  private final AtomicReference<Optional<Successors>> successors;

  /// @param root stays the caller's to close
  /// @param egress stays the caller's to close
  /// @param credentials of the host's, for AWS
  /// @param content what the host brings by its digest
  /// @param settings from the measured configuration, by name
  /// @param stopping told why the enclave is to stop
  public Enclave(
      Device device,
      KeyStatement keys,
      RootSecret root,
      Storage storage,
      Egress egress,
      AwsCredentials.Source credentials,
      ContentClient content,
      EnclaveLog log,
      InstantSource clock,
      SecureRandom random,
      Map<String, JsonNode> settings,
      Consumer<String> stopping) {
    this(
        device,
        keys,
        root,
        storage,
        egress,
        credentials,
        content,
        log,
        clock,
        random,
        settings,
        stopping,
        new ServiceFigures(),
        new AtomicReference<>(Optional.empty()),
        new AtomicReference<>(Optional.empty()));
  }

  private Enclave(
      Device device,
      KeyStatement keys,
      RootSecret root,
      Storage storage,
      Egress egress,
      AwsCredentials.Source credentials,
      ContentClient content,
      EnclaveLog log,
      InstantSource clock,
      SecureRandom random,
      Map<String, JsonNode> settings,
      Consumer<String> stopping,
      ServiceFigures figures,
      AtomicReference<Optional<Ledger>> ledger,
      AtomicReference<Optional<Successors>> successors) {
    this.figures = figures;
    this.ledger = ledger;
    this.successors = successors;
    this.device = device;
    this.keys = keys;
    this.root = root;
    this.storage = storage;
    this.egress = egress;
    this.credentials = credentials;
    this.content = content;
    this.log = log;
    this.clock = clock;
    this.random = random;
    this.settings = Map.copyOf(settings);
    this.stopping = stopping;
  }

  /// The same enclave for a part of its service that starts while requests arrive already, and may
  /// end before the enclave does. That part declares log events and figures of its own; whoever
  /// starts it seals them before it gets a request.
  ///
  /// @param ending told why the part can't go on, in place of [#stop]
  public Enclave later(Consumer<String> ending) {
    return new Enclave(
        device,
        keys,
        root,
        storage,
        egress,
        credentials,
        content,
        log.later(),
        clock,
        random,
        settings,
        ending,
        figures.later(),
        ledger,
        successors);
  }

  /// What it runs on.
  public Device device() {
    return device;
  }

  /// The keys that its evidence binds.
  public KeyStatement keys() {
    return keys;
  }

  /// Sealing for one purpose of the service's.
  ///
  /// @param keyVersion what new values are sealed under
  public Sealing sealing(String purpose, int keyVersion) {
    return new Sealing(root, "service/" + purpose, keyVersion, random);
  }

  /// A secret of the deployment's for one purpose of the service's: the same at each boot.
  ///
  /// @param length in bytes
  /// @return the caller's to close
  public Secret secret(String purpose, int length) {
    return root.derive("service/" + purpose, length);
  }

  /// What the measured configuration says to the service, under a name of its own.
  public Optional<JsonNode> settings(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /// Stops the enclave, because it can't go on. Returns at once.
  ///
  /// @param why for the host and its operator; holds nothing secret
  public void stop(String why) {
    stopping.accept(why);
  }

  /// The host's key/value store, trusted with nothing: what goes in is to be sealed first.
  public Storage storage() {
    return storage;
  }

  /// Sealed values in the host's store, for one purpose of the service's.
  ///
  /// @param keyVersion what new values are sealed under
  /// @param names what the host may learn of the values' names
  public SealedStorage sealedStorage(String purpose, int keyVersion, SealedStorage.Names names) {
    return new SealedStorage(storage, root, "service/" + purpose, keyVersion, names, random);
  }

  /// The way to the places that the measured configuration allows. Closed when the enclave stops.
  public Egress egress() {
    return egress;
  }

  /// Credentials for AWS, which the host hands in: its own. What is done with them the host could
  /// do, and undo, without this enclave.
  public AwsCredentials.Source credentials() {
    return credentials;
  }

  /// Content that the host brings by its digest, such as a model's weights.
  public ContentClient content() {
    return content;
  }

  /// What the host gets to read. Events are declared while the service starts.
  public EnclaveLog log() {
    return log;
  }

  /// What the host gets to count. Figures are declared while the service starts.
  public ServiceFigures figures() {
    return figures;
  }

  /// Offers the service's log to other parts of the enclave. For its start.
  public void offer(Ledger kept) {
    ledger.set(Optional.of(kept));
  }

  /// The log of what is done inside, if the service keeps one and has started.
  public Optional<Ledger> ledger() {
    return ledger.get();
  }

  /// Says who may have the root secret beside the measured heirs. For the service's start.
  public void offer(Successors named) {
    successors.set(Optional.of(named));
  }

  /// Who may have the root secret beside the measured heirs, if the service says so and has
  /// started.
  public Optional<Successors> successors() {
    return successors.get();
  }

  /// The enclave's clock. The host can turn it: a claim with a source, not a fact.
  public InstantSource clock() {
    return clock;
  }

  /// Randomness.
  public SecureRandom random() {
    return random;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A SIMULATED enclave in this process, and the host's forwarder in front of it: all of the real
/// code, none of the protection. Its port stays the same as long as it is under test. Used by one
/// thread, while its clients may be many.
public final class EnclaveUnderTest implements AutoCloseable {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Service service;
  private final EnclaveSettings settings;
  private final Folder folder;
  private final Verifier verifier =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8));
  private InetSocketAddress address = ANY_PORT;
  private int deployment;
  private InProcessEnclave enclave;
  private @Nullable TcpForwarder forwarder;
  private @Nullable AttestedHttpClient client;

  private EnclaveUnderTest(Service service, EnclaveSettings settings, Folder folder)
      throws IOException {
    this.service = service;
    this.settings = settings;
    this.folder = folder;
    this.enclave = boot();
  }

  /// Starts an enclave.
  ///
  /// @param service runs inside; started anew by each boot
  /// @throws IOException if it can't start
  public static EnclaveUnderTest start(Service service) throws IOException {
    return start(service, EnclaveSettings.none());
  }

  /// Starts an enclave with settings.
  ///
  /// @param service runs inside; started anew by each boot
  /// @param settings for its measured configuration
  /// @throws IOException if it can't start
  /// @throws IllegalArgumentException if the settings don't make a configuration
  public static EnclaveUnderTest start(Service service, EnclaveSettings settings)
      throws IOException {
    Folder folder = Folder.create();
    try {
      return new EnclaveUnderTest(service, settings, folder);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// Where it is reached, such as `https://localhost:40123/`.
  public URI uri() {
    return URI.create("https://localhost:" + address.getPort() + "/");
  }

  /// Names this enclave's measurements, simulated root and identity key: everything else is
  /// refused. After [#restartAsAnother] it is another.
  public ChannelPolicy policy() {
    return enclave.policy();
  }

  /// The appraisal policy as a file's text, for what reads policies from files. The identity key
  /// isn't in it: [ChannelPolicy#identityKey] of [#policy] has it.
  public String policyText() {
    return enclave.policyText();
  }

  /// Judges by [#policy] and the system's clock, for clients of the test's own.
  public ServerAppraisal appraisal() {
    return new ServerAppraisal(policy(), verifier, InstantSource.system());
  }

  /// A client that accepts this enclave and no other; closed with it.
  public AttestedHttpClient client() {
    AttestedHttpClient existing = client;
    if (existing == null) {
      existing = AttestedHttpClient.create(appraisal());
      client = existing;
    }
    return existing;
  }

  /// Cuts every connection, then ends the enclave, as if its machine had died; what it sealed is
  /// kept. Does nothing if it was killed before.
  public void kill() throws IOException {
    TcpForwarder listening = forwarder;
    if (listening != null) {
      forwarder = null;
      listening.close();
      enclave.close();
    }
  }

  /// Ends the enclave unless it was killed, and boots it again with what it kept: the same root
  /// secret and identity, a new attestation key.
  public void restart() throws IOException {
    kill();
    enclave = boot();
  }

  /// Boots it again without what it kept: the same image, but somebody else's deployment, which
  /// clients that pin its identity refuse. [#policy] and [#client] now are for the new one.
  public void restartAsAnother() throws IOException {
    kill();
    deployment++;
    AttestedHttpClient former = client;
    client = null;
    if (former != null) {
      former.close();
    }
    enclave = boot();
  }

  private InProcessEnclave boot() throws IOException {
    InProcessEnclave booted =
        InProcessEnclave.boot(
            service,
            settings,
            folder.fresh(),
            folder.path("vendor"),
            folder.path("deployment-" + deployment));
    try {
      Path socket = booted.socket();
      TcpForwarder listening = TcpForwarder.start(address, () -> InProcessEnclave.open(socket));
      forwarder = listening;
      address = listening.address();
      return booted;
    } catch (IOException | RuntimeException e) {
      booted.close();
      throw e;
    }
  }

  /// Ends it and removes what it kept.
  @Override
  public void close() throws IOException {
    try {
      kill();
      if (client != null) {
        client.close();
      }
    } finally {
      folder.close();
    }
  }
}

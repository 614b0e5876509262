// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.embedded.EmbeddedBackend;
import dev.strongroom.enclave.inference.embedded.EmbeddedWeights;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineSettings;
import dev.strongroom.enclave.inference.remote.AttestedBackend;
import dev.strongroom.enclave.inference.remote.LoopbackBackend;
import dev.strongroom.enclave.inference.remote.TinfoilBackend;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.settings.BackendSettings;
import dev.strongroom.enclave.inference.settings.BackendSettings.Endorsed;
import dev.strongroom.enclave.inference.settings.InferenceSettings;
import dev.strongroom.enclave.inference.tinfoil.TinfoilAppraisal;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.content.ContentException;
import dev.strongroom.enclave.runtime.content.ContentName;
import dev.strongroom.enclave.runtime.egress.EgressDeniedException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;

/// Opens the back ends of the measured configuration.
final class OpenedBackends implements Models.Opening {
  private static final String ENDORSEMENTS = "inference/endorsements/";
  private static final int PATHS = 64;

  /// Requests that an embedded model works on, and that wait for it.
  private static final int SLOTS = 4;

  private static final int WAITING = 64;

  private final Enclave enclave;
  private final InferenceSettings inference;
  private final Duration patience;
  private final Verifier verifier =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(PATHS));

  OpenedBackends(Enclave enclave, InferenceSettings inference) {
    this.enclave = enclave;
    this.inference = inference;
    this.patience = inference.patience();
  }

  @Override
  public Backend open(String name, BackendSettings settings) throws IOException {
    return switch (settings) {
      case BackendSettings.Embedded embedded -> embedded(name, embedded);
      case BackendSettings.Loopback(int port, int requests) ->
          new LoopbackBackend(name, port, patience, requests, enclave.clock());
      case BackendSettings.Attested attested -> attested(name, attested);
      case BackendSettings.Tinfoil tinfoil -> tinfoil(name, tinfoil);
    };
  }

  /// Its weights come from the host, and are what the measured configuration says or refused.
  private Backend embedded(String name, BackendSettings.Embedded settings) throws IOException {
    try {
      Engine engine =
          EmbeddedWeights.load(
              enclave.content(),
              new ContentName(settings.weights(), settings.length()),
              new EngineSettings(settings.context(), settings.threads(), SLOTS, WAITING),
              Path.of(System.getProperty("java.io.tmpdir")));
      return new EmbeddedBackend(
          name, inference.modelsOf(name), engine, enclave.clock(), enclave.random());
    } catch (ContentException | EngineException | IllegalArgumentException e) {
      throw new ServiceException("back end " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("back end " + name + ": stopped while it was loaded", e);
    }
  }

  private Backend attested(String name, BackendSettings.Attested settings) throws IOException {
    InetSocketAddress way = way(name, settings.host(), settings.port());
    ChannelPolicy policy =
        new ChannelPolicy(
            settings.policy(),
            endorsements(name, settings.endorsements()),
            settings.identityKey(),
            settings.fresh(),
            settings.reattest());
    return new AttestedBackend(
        name,
        settings.host() + ":" + settings.port(),
        () -> way,
        new ServerAppraisal(policy, verifier, enclave.clock()),
        patience,
        settings.requests());
  }

  private Backend tinfoil(String name, BackendSettings.Tinfoil settings) throws IOException {
    InetSocketAddress way = way(name, settings.host(), settings.port());
    return new TinfoilBackend(
        name,
        settings.host(),
        settings.port(),
        () -> way,
        new TinfoilAppraisal(
            settings.format(),
            settings.policy(),
            settings.devices(),
            endorsements(name, settings.endorsements()),
            settings.reattest(),
            verifier,
            enclave.clock(),
            enclave.random()),
        patience,
        settings.requests(),
        settings.authorized());
  }

  private InetSocketAddress way(String name, String host, int port) throws IOException {
    try {
      return enclave.egress().tunnel(host, port);
    } catch (EgressDeniedException e) {
      throw new ServiceException("back end " + name + ": " + e.getMessage(), e);
    }
  }

  private Endorsements endorsements(String name, Endorsed endorsed) throws ServiceException {
    return switch (endorsed) {
      case Endorsed.Given(Endorsements given) -> given;
      case Endorsed.Stored(Bytes sha256) -> stored(name, sha256);
    };
  }

  /// What the host keeps under a digest. It can leave it out, and nothing else.
  private Endorsements stored(String name, Bytes sha256) throws ServiceException {
    Optional<Stored> stored;
    try {
      stored = enclave.storage().get(Bytes.utf8(ENDORSEMENTS + sha256.hex()));
    } catch (StorageException e) {
      throw new ServiceException("back end " + name + ": endorsements-unavailable", e);
    }
    if (stored.isEmpty()) {
      throw new ServiceException("back end " + name + ": endorsements-missing", null);
    }
    String text = stored.get().value().asUtf8();
    if (!sha256(stored.get().value()).equals(sha256) || text == null) {
      throw new ServiceException("back end " + name + ": endorsements-differ", null);
    }
    try {
      return EndorsementFile.bundle(text);
    } catch (MalformedJsonException e) {
      throw new ServiceException("back end " + name + ": endorsements: " + e.getMessage(), e);
    }
  }

  private static Bytes sha256(Bytes data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      data.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.policy.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The token of a Telegram bot, for deployments that take what whoever has it vouches for. One
/// principal, named by the measured settings, brings it; it is kept sealed and never given out.
final class BotToken implements AutoCloseable {
  private static final Name NAME = Name.of("token");
  private static final Pattern TOKEN = Pattern.compile("[1-9][0-9]{0,15}:[A-Za-z0-9_-]{20,100}");

  private final SealedStorage storage;
  private final Dossiers dossiers;
  private final Optional<Principal> from;

  /// @param from who may bring it; empty if nobody
  BotToken(Enclave enclave, Dossiers dossiers, Optional<Principal> from) {
    this.storage = enclave.sealedStorage("vault telegram", 1, SealedStorage.Names.PLAIN);
    this.dossiers = dossiers;
    this.from = from;
  }

  /// Takes the token, in place of an earlier one. It is stored before that is entered: a crash in
  /// between leaves it in use without an entry, and it can be brought again.
  Answer bring(Asked asked) throws Exception {
    asked.body().onlyMembers(Set.of("token"));
    if (from.isEmpty() || !from.get().equals(asked.caller().principal())) {
      throw new RefusedException(
          "not-configured", 403, "the settings don't name you to bring a bot's token");
    }
    JsonNode token = asked.body().member("token");
    if (!TOKEN.matcher(token.text()).matches()) {
      throw token.error("a bot's token is needed");
    }
    return dossiers.act(
        VaultContents.owner(asked.caller().principal()),
        _ -> {
          try (Secret secret = Secret.owning(Bytes.utf8(token.text()).toByteArray())) {
            keep(secret);
          }
          return new Step.Enter<>(
              asked.members(Kind.BOT_TOKEN_BROUGHT),
              receipts -> Answer.done(Map.of("receipt", receipts.getFirst().content())));
        });
  }

  private void keep(Secret token) throws StorageException {
    try {
      storage.put(NAME, Storage.ABSENT, token);
    } catch (StorageException e) {
      if (!(e.failure() instanceof StorageFailure.Conflict conflict)) {
        throw e;
      }
      storage.put(NAME, conflict.current(), token);
    }
  }

  /// The token.
  ///
  /// @return the caller's to close
  /// @throws RefusedException if nobody brought one
  Unsealed get() throws StorageException, RefusedException {
    return storage
        .get(NAME)
        .orElseThrow(
            () -> new RefusedException("not-configured", 422, "the bot's token isn't here"));
  }

  @Override
  public void close() {
    storage.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.enclave.vault.dossier.ContentReader;
import dev.strongroom.policy.Principal;

/// The kinds of dossiers that a vault has.
public final class VaultContents implements ContentReader {
  /// Whatever happens at the door.
  public static final String DOOR = "door";

  /// The notice of upgrades that keys demand.
  public static final String NOTICE = "upgrade-notice";

  private static final String KEY = "key/";
  private static final String OWNER = "owner/";

  /// They are all the same.
  public VaultContents() {}

  /// What the dossier of a key is about.
  public static String key(String id) {
    return KEY + id;
  }

  /// What the dossier of an owner is about.
  public static String owner(Principal principal) {
    return OWNER + principal;
  }

  @Override
  public Content blank(String about) throws MalformedJsonException {
    if (about.startsWith(KEY)) {
      return new Unborn();
    }
    if (about.startsWith(OWNER)) {
      return OwnerContent.STRANGER;
    }
    if (about.equals(DOOR)) {
      return new DoorContent();
    }
    if (about.equals(NOTICE)) {
      return NoticeContent.NONE;
    }
    throw new MalformedJsonException("about", "unknown");
  }

  @Override
  public Content read(String about, JsonNode stored) throws MalformedJsonException {
    if (about.startsWith(KEY)) {
      return KeyContent.read(stored);
    }
    if (about.equals(NOTICE)) {
      return NoticeContent.read(stored);
    }
    return about.startsWith(OWNER) ? OwnerContent.read(stored) : blank(about);
  }
}

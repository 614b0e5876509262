// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.client.vault.VaultSigner;

/// A key of a vault, with its names in a key store.
///
/// @param alias unique: the key's id, of a seed `ID#PATH`
/// @param label a second name; not one if several keys have it, or it is empty
/// @param signer the key
public record NamedSigner(String alias, String label, VaultSigner signer) {}

// SPDX-License-Identifier: Apache-2.0
/// Who is asking: agents by their own keys, people by passkeys, OIDC providers or Telegram.
///
/// Each way of telling is strict, and ends in an [dev.strongroom.enclave.vault.principal.Identity]:
/// the principal that policies see, how it was told, and what was claimed. Where nothing of that
/// holds, there is a refusal with a name.
@NullMarked
package dev.strongroom.enclave.vault.principal;

import org.jspecify.annotations.NullMarked;

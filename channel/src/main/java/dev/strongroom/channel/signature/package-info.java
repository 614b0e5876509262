// SPDX-License-Identifier: Apache-2.0
/// Requests that say who asks: HTTP message signatures (RFC 9421) with the digest of the body (RFC
/// 9530), in the one profile that a vault takes.
///
/// A request covers `@method`, `@path`, `@query`, `content-digest` and `strongroom-epoch`, and says
/// when it was made, how long it holds, a nonce, which key and which algorithm, under the tag
/// `strongroom-vault`. Whoever sends one makes it by
/// [dev.strongroom.channel.signature.RequestSigner]; the enclave reads it by
/// [dev.strongroom.channel.signature.SignedRequest].
@NullMarked
package dev.strongroom.channel.signature;

import org.jspecify.annotations.NullMarked;

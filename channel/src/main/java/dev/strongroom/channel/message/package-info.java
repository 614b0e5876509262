// SPDX-License-Identifier: Apache-2.0
/// Encrypted messages (`docs/encrypted-messages.md`): requests and streamed responses for where TLS
/// can't reach the enclave. Independent of the transport: bytes in, bytes out.
///
/// Client: [MessageClient] asks for keys, [MessageKeys] seal requests, [SealedRequest] opens the
/// one response. Server: [MessageReceiver] opens requests, [OpenedRequest] seals the response.
/// Threats answered: whoever ends TLS reads, changes, cuts, reorders, splices, replays or answers
/// himself.
@NullMarked
package dev.strongroom.channel.message;

import org.jspecify.annotations.NullMarked;

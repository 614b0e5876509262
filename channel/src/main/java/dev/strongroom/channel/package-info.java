// SPDX-License-Identifier: Apache-2.0
/// The attested channel (`docs/attested-channel.md`): TLS 1.3, then, before any application byte,
/// an exchange that binds evidence to this very connection.
///
/// Client: [AttestedConnector] makes [AttestedConnection]s. Server: [ExchangeResponder] answers a
/// request with evidence from its [AttestationSource]. Threats answered: relayed, replayed,
/// reflected and stale evidence, and a genuine enclave that belongs to somebody else.
@NullMarked
package dev.strongroom.channel;

import org.jspecify.annotations.NullMarked;

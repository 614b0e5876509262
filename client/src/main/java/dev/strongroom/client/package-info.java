// SPDX-License-Identifier: Apache-2.0
/// What an application imports to talk to an enclave over the attested channel
/// (`docs/attested-channel.md`, `docs/client.md`): no byte of a request leaves before the evidence
/// of that very connection was verified.
///
/// [AttestedHttpClient] is the easiest. [AttestedSslContext] is for the JDK's HTTP client and
/// others that take an `SSLContext`, [AttestedSslSocketFactory] for those that speak HTTPS over
/// sockets, [AttestedSocketFactory] for everything else that opens sockets.
@NullMarked
package dev.strongroom.client;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What operators, siblings and enclaves say to each other about the root secret
/// (`docs/root-secret.md`): the messages of both ends, over the attested channel. Nothing here
/// decides; the enclave does, and the operator's command. And the forms in which keys of a vault go
/// to their owners and come back: envelopes, recovery kits, mnemonics.
@NullMarked
package dev.strongroom.channel.custody;

import org.jspecify.annotations.NullMarked;

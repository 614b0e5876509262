// SPDX-License-Identifier: Apache-2.0
/// Hands the host's credentials for AWS to the enclave (`docs/wire.md`, Credentials). They
/// authorise requests to KMS, and give nothing to whoever has no evidence of the right measurement.
@NullMarked
package dev.strongroom.host.credentials;

import org.jspecify.annotations.NullMarked;

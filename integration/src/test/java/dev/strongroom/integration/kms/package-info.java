// SPDX-License-Identifier: Apache-2.0
/// The root secret from KMS, with the real host in between.
@NullMarked
package dev.strongroom.integration.kms;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// What the measured configuration of an enclave says: it is part of the image, so the host has no
/// say in it.
@NullMarked
package dev.strongroom.enclave.runtime.configuration;

import org.jspecify.annotations.NullMarked;

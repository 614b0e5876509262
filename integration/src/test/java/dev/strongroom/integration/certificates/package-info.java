// SPDX-License-Identifier: Apache-2.0
/// Certificates that browsers trust, from a real ACME server and from an operator.
@NullMarked
package dev.strongroom.integration.certificates;

import org.jspecify.annotations.NullMarked;

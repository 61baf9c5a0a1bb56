/** Enhanced status codes (RFC 3463) that tell whose fault a refusal is, as they stand in answers and in reports. */

/** The recipient's address will never take mail: there is none such, it has moved, it takes none (5.1.10, RFC 7505), it is closed. */
export const addressCodes = /\b5\.(1\.([1236]|10)|2\.1)\b/;

/** The sender's address is at fault, or its account has no more to send today (5.1.90: Microsoft 365), whoever it is to. */
export const senderCodes = /\b5\.(1\.([78]|90)|4\.5)\b/;

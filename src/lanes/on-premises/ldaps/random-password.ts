import { randomInt } from 'node:crypto';

const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#$%&()*+,-./:;<=>?@[]^_{|}~'];
const ALPHABET = CLASSES.join('');
const LENGTH = 48;

/** A password that nobody will ever know, with characters of all classes that complexity rules ask for. */
export function randomPassword(): string {
  const password = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return CLASSES.every((letters) => [...letters].some((letter) => password.includes(letter)))
    ? password
    : randomPassword();
}

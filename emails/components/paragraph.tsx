/** @jsxImportSource react */
import { Link } from '@react-email/link';
import { Text } from '@react-email/text';
import { styles } from './style.ts';

export function Paragraph({ text }: { text: string }) {
  return (
    <Text className="ink" style={styles.text}>
      {text}
    </Text>
  );
}

/** HTML that `letterBody` has made. */
export function Letter({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: it was sanitized, and its values quoted
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}

/** A smaller sentence below the button, with a link after it where one is given. */
export function Aside({ text, link }: { text: string; link?: { href: string; label: string } }) {
  return (
    <Text className="soft" style={styles.aside}>
      {text}
      {link ? (
        <>
          <br />
          <Link className="ink" style={styles.link} href={link.href}>
            {link.label}
          </Link>
        </>
      ) : null}
    </Text>
  );
}

/** A row of APIv4, joined fields flat beside its own: `contact_id.is_deleted`. */
export type Row = Record<string, unknown>;

/** Whether a row meets an APIv4 `where`: every clause of it, `OR` and `AND` nested. Throws for an operator it has not. */
export function meets(row: Row, where: unknown): boolean {
  return Array.isArray(where) && where.every((clause) => meetsClause(row, clause));
}

function meetsClause(row: Row, clause: unknown): boolean {
  if (!Array.isArray(clause)) throw new Error('a clause is an array');
  const [field, operator, value] = clause;
  if (field === 'OR') return Array.isArray(operator) && operator.some((one) => meetsClause(row, one));
  if (field === 'AND') return meets(row, operator);
  if (typeof field !== 'string') throw new Error('a clause begins with a field');
  const is = plain(row[field]);
  switch (operator) {
    case '=':
      return is === plain(value);
    case '!=':
      return is !== plain(value);
    case '>':
    case '>=':
    case '<':
    case '<=':
      return compare(operator, row[field], value);
    case 'IN':
      return Array.isArray(value) && value.some((one) => plain(one) === is);
    case 'LIKE':
      return new RegExp(
        `^${String(value)
          .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
          .replaceAll('%', '.*')}$`,
        'is',
      ).test(is);
    case 'IS EMPTY':
      return is === '';
    default:
      throw new Error(`Illegal operator ${operator}`);
  }
}

function compare(operator: string, is: unknown, given: unknown): boolean {
  const value = localTime(given);
  const order =
    typeof is === 'number'
      ? is - Number(value)
      : String(is ?? '') < String(value)
        ? -1
        : String(is ?? '') > String(value)
          ? 1
          : 0;
  return { '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0 }[operator] ?? false;
}

/** MySQL's comparison: case does not count, a boolean is a number. */
export function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value).toLowerCase();
}

/** The rows in an `orderBy`, then `offset` and `limit` (0: all). */
export function page(rows: Row[], params: Row): Row[] {
  const order = Object.entries(typeof params.orderBy === 'object' && params.orderBy !== null ? params.orderBy : {});
  const sorted = rows.toSorted((a, b) => {
    for (const [field, direction] of order) {
      if (plain(a[field]) === plain(b[field])) continue;
      return compare('<', a[field], b[field]) === (direction !== 'DESC') ? -1 : 1;
    }
    return 0;
  });
  const offset = Number(params.offset ?? 0);
  const limit = Number(params.limit ?? 0);
  return limit > 0 ? sorted.slice(offset, offset + limit) : sorted.slice(offset);
}

/** Of a time it reads the zone (strtotime), and compares and keeps it by its own clock, here UTC. */
export function localTime(value: unknown): unknown {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value);
  return isTime ? new Date(value).toISOString().slice(0, 19).replace('T', ' ') : value;
}

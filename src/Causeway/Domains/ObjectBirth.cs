namespace Causeway.Domains;

/// <summary>What a new object is to be.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Options">What the kind makes of them.</param>
/// <param name="Parameter">What the kind makes of it.</param>
/// <param name="InitialValue">The word's value, 31 bits.</param>
/// <param name="ContentBytes">What follows the cells, zeroed.</param>
internal readonly record struct ObjectBirth(NamedObjectKind Kind, uint Options = 0, long Parameter = 0, int InitialValue = 0, long ContentBytes = 0);

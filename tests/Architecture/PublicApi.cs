using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture.Tests;

/// <summary>What an assembly offers to others, one line for each type and member, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext s_nullability = new();

    public static IEnumerable<string> Describe(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(static one => one.FullName, StringComparer.Ordinal))
        {
            yield return Header(type);
            foreach (string member in type.GetMembers(Declared).SelectMany(Lines).Order(StringComparer.Ordinal))
                yield return $"    {member}";
        }
    }

    private static string Header(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<string> bases = type.GetInterfaces().Where(static one => one.IsVisible).Select(Name).Order(StringComparer.Ordinal);
        if (type is { IsValueType: false, BaseType: { } parent } && parent != typeof(object))
            bases = bases.Prepend(Name(parent));
        string list = string.Join(", ", bases);
        return $"{kind} {type.Namespace}.{Name(type)}{(list.Length == 0 ? "" : " : " + list)}";
    }

    private static IEnumerable<string> Lines(MemberInfo member)
    {
        switch (member)
        {
            case ConstructorInfo constructor when IsVisible(constructor):
                yield return $"{Access(constructor)}new({Parameters(constructor)})";
                break;
            case MethodInfo { IsSpecialName: false } method when IsVisible(method):
                yield return $"{Access(method)}{Name(method.ReturnType, Nullability(method.ReturnParameter))} {method.Name}{Generics(method)}({Parameters(method)})";
                break;
            case MethodInfo { IsSpecialName: true } method when IsVisible(method) && method.Name.StartsWith("op_", StringComparison.Ordinal):
                yield return $"{Access(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
                break;
            case PropertyInfo property when property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray() is { Length: > 0 } accessors:
                yield return $"{Access(accessors[0])}{Name(property.PropertyType, s_nullability.Create(property).ReadState)} {property.Name} {{ {string.Join(' ', accessors.Select(Accessor).Order(StringComparer.Ordinal))} }}";
                break;
            case FieldInfo field when field.IsPublic || field.IsFamily:
                string value = field.IsLiteral ? string.Create(CultureInfo.InvariantCulture, $" = {field.GetRawConstantValue()}") : "";
                yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{value}";
                break;
            case EventInfo @event when @event.AddMethod is { } add && IsVisible(add):
                yield return $"event {Name(@event.EventHandlerType!)} {@event.Name}";
                break;
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Accessor(MethodInfo method) =>
        method.Name.StartsWith("get_", StringComparison.Ordinal) ? "get;"
        : method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;";

    private static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType, Nullability(parameter))} {parameter.Name}"
        + (parameter.HasDefaultValue ? string.Create(CultureInfo.InvariantCulture, $" = {parameter.RawDefaultValue ?? "default"}") : "")));

    private static NullabilityState Nullability(ParameterInfo parameter) => s_nullability.Create(parameter).ReadState;

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static one => one.Name))}>" : "";

    private static string Name(Type type) => Name(type, NullabilityState.NotNull);

    private static string Name(Type type, NullabilityState state)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        string suffix = state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]" + suffix;
        string owner = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? owner + type.Name + suffix : $"{owner}{type.Name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>{suffix}";
    }
}

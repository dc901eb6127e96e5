using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;
using Causeway;
using Causeway.Sys;

namespace Abi.Tests;

/// <summary>Everything that Causeway.Sys declares of C, read from the compiled assembly.</summary>
internal sealed class Declarations
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly SortedDictionary<string, Declaration> _all = new(StringComparer.Ordinal);

    private Declarations(Type root)
    {
        Collect(root);
        foreach (PropertyInfo property in typeof(Errno).GetProperties(Declared).Where(static one => one.PropertyType == typeof(Errno) && one.Name != nameof(Errno.Last)))
            Add(Declaration.OfErrno(property.Name, ((Errno)property.GetValue(null)!).Value));
    }

    public IReadOnlyCollection<Declaration> All => _all.Values;

    public static Declarations OfCauseway() => new(typeof(LibC));

    public bool Contains(string key) => _all.ContainsKey(key);

    /// <summary>The header that abi.c compares with.</summary>
    public string ToHeader()
    {
        var text = new StringBuilder("/* Written by the tests from Causeway.Sys.dll. */\n#pragma once\n");
        foreach (Declaration declaration in All)
            text.Append(declaration.Macros);
        return text.ToString();
    }

    private void Collect(Type type)
    {
        foreach (FieldInfo field in type.GetFields(Declared))
        {
            if (field.IsLiteral && field.FieldType != typeof(string))
                Add(Declaration.OfConstant(field.Name, Text(field.GetRawConstantValue()!)));
            else if (field.IsInitOnly && field.FieldType == typeof(PerArchitecture))
                Add(Declaration.OfConstant(field.Name, (PerArchitecture)field.GetValue(null)!));
        }

        foreach (Type nested in type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(static one => one.IsValueType && !one.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)))
            Collect(Add(Struct(nested)), nested);
    }

    private void Collect(Declaration owner, Type type)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
            Add(Declaration.OfField(owner.Name, field.Name, OffsetOf(field), LengthOf(field)));
    }

    private Declaration Add(Declaration declaration)
    {
        _all.Add(declaration.Key, declaration);
        return declaration;
    }

    /// <summary>A struct of private fields alone is room for something opaque.</summary>
    private static Declaration Struct(Type type) =>
        Declaration.OfStruct(type.Name, SizeOf(type), isRoom: type.GetFields(BindingFlags.Instance | BindingFlags.Public).Length == 0);

    private static string Text(object value) => value switch
    {
        // A pointer-sized constant of 64-bit platforms alone.
        ulong large => large.ToString(CultureInfo.InvariantCulture) + "ULL",
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "LL",
    };

    private static int LengthOf(FieldInfo field) =>
        field.GetCustomAttribute<FixedBufferAttribute>() is { } buffer ? SizeOf(buffer.ElementType) * buffer.Length : SizeOf(field.FieldType);

    private static int SizeOf(Type type)
    {
        var method = new DynamicMethod("SizeOf", typeof(int), Type.EmptyTypes, typeof(Declarations).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Sizeof, type);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    /// <summary>Where the runtime puts the field, which is what a P/Invoke without marshalling hands over.</summary>
    private static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("OffsetOf", typeof(int), Type.EmptyTypes, typeof(Declarations).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder room = il.DeclareLocal(field.DeclaringType!);
        il.Emit(OpCodes.Ldloca, room);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloca, room);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }
}
